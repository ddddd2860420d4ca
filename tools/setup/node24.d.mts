/** Types of node24.mjs for its specs. */
export declare function bringNode24(cache?: string, arch?: string): Promise<string>;
