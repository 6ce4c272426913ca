/** Joints of four of the shared photos, read off by eye on a grid: left is the person's own left; fractions of the picture. */
export const POSE_POINTS: Readonly<Record<string, Readonly<Record<string, readonly [x: number, y: number]>>>> = {
  'faces/single-1.jpg': {
    nose: [0.655, 0.216], left_eye: [0.69, 0.187], right_eye: [0.62, 0.186], left_shoulder: [0.82, 0.344], right_shoulder: [0.51, 0.33],
    left_elbow: [0.83, 0.555], right_elbow: [0.485, 0.555], left_wrist: [0.86, 0.732], right_wrist: [0.566, 0.493],
  },
  'faces/a-3.jpg': {
    nose: [0.495, 0.115], left_shoulder: [0.628, 0.22], right_shoulder: [0.365, 0.226], left_elbow: [0.658, 0.373], right_elbow: [0.36, 0.382],
    left_wrist: [0.671, 0.501], right_wrist: [0.367, 0.52], left_knee: [0.6, 0.736], right_knee: [0.485, 0.736], left_ankle: [0.612, 0.883], right_ankle: [0.525, 0.88],
  },
  'faces/single-8.jpg': {
    nose: [0.388, 0.182], left_shoulder: [0.513, 0.287], right_shoulder: [0.258, 0.268], left_elbow: [0.47, 0.392], right_elbow: [0.263, 0.411],
    left_wrist: [0.39, 0.52], right_wrist: [0.245, 0.545], left_ankle: [0.51, 0.9], right_ankle: [0.454, 0.755],
  },
  'faces/single-5.jpg': {
    nose: [0.548, 0.143], left_shoulder: [0.66, 0.239], right_shoulder: [0.355, 0.239], left_elbow: [0.82, 0.277], right_elbow: [0.347, 0.382],
    left_wrist: [0.827, 0.2], right_wrist: [0.342, 0.507], left_knee: [0.559, 0.717], right_knee: [0.469, 0.717], left_ankle: [0.541, 0.889], right_ankle: [0.469, 0.88],
  },
};
