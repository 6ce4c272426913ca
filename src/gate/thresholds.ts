/** The numbers of the minors' gate. They are data: nothing configures them; a change is a change of this file and of its tests. */

export const gateThresholds = {
  /** Years. The age of majority that sexual depiction laws of the EU, the UK and the US protect up to. */
  adultYears: 18,
  /**
   * Models that must agree on a face. One network's opinion has no check: face attributes fail in ways (make-up, light,
   * filters) that a second network trained on other data rarely shares.
   */
  leastModels: 2,
  /**
   * Years between two estimates beyond which they contradict each other whatever they state of themselves: twice the
   * mean error of about 7 years that networks of this size reach on faces in the wild.
   */
  mostDisagreementYears: 14,
  /** Confidence from which a cut ends a shot: that of `cut_analysis`. A missed cut makes a shot longer, so it holds more. */
  cutConfidence: 0.6,
  /** Levels of 255, summed over all frames since the last look, up to which no cell of the picture changed: noise, not movement. */
  stillLevels: 3,
  /** Confidence from which a body counts as one. Lower than for a report: a body that was missed would not be judged. */
  bodyConfidence: 0.25,
} as const;
