/** Starting did not succeed, and there is something the reader can do about it. */

export class StartFailure extends Error {
  override readonly name = 'StartFailure';
  readonly remedy: string | undefined;

  constructor(message: string, remedy?: string) {
    super(message);
    this.remedy = remedy;
  }
}
