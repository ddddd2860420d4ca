/** How far a webhook is, as far as it was written down. */
export interface Progress {
  readonly generation: number;
  readonly through: number;
}

export const noProgress: Progress = { generation: 0, through: 0 };
