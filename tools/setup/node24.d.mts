/** Types of node24.mjs for its specs. */
export declare const version: string;
export declare function isNewEnough(nodeVersion: string): boolean;
export declare function bringNode24(cache?: string, arch?: string): Promise<string>;
