import type { Reporter, TestModule } from 'vitest/node';

/**
 * Prints how many tests passed, failed and were skipped in one plain line at the end, for whoever
 * reads the log with a program.
 */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const states = modules.flatMap((module) => [...module.children.allTests()].map((one) => one.result().state));
    const count = (state: string) => states.filter((one) => one === state).length;
    const broken = modules.filter((module) => module.errors().length > 0).length;
    console.log(`${count('passed')} passed, ${count('failed') + broken} failed, ${count('skipped') + count('pending')} skipped`);
  }
}
