/** COCO classes of things that are bought and sold. */
export const PRODUCT_CLASSES: ReadonlySet<string> = new Set([
  'bicycle', 'car', 'motorcycle', 'backpack', 'umbrella', 'handbag', 'suitcase', 'frisbee', 'skis', 'snowboard', 'sports ball', 'kite', 'baseball bat', 'baseball glove',
  'skateboard', 'surfboard', 'tennis racket', 'bottle', 'wine glass', 'cup', 'fork', 'knife', 'spoon', 'bowl', 'sandwich', 'hot dog', 'pizza', 'donut', 'cake',
  'chair', 'couch', 'bed', 'tv', 'laptop', 'mouse', 'remote', 'keyboard', 'cell phone', 'microwave', 'oven', 'toaster', 'refrigerator', 'book', 'clock', 'vase',
  'scissors', 'teddy bear', 'hair drier', 'toothbrush',
]);
