// SPDX-License-Identifier: Apache-2.0
import Studies
import Testing

@Suite("what a batch takes")
struct BatchScheduleTests {
  @Test("a run between one thread and all")
  func runSeconds() {
    let run = RunSeconds(onOneThread: 14, on: 4, 5)
    #expect(run == RunSeconds(serial: 2, shared: 12))
    #expect(run(threads: 2) == 8)
    #expect(run(threads: 4) == 5)
    #expect(RunSeconds(onOneThread: 7, on: 1, 7)(threads: 1) == 7)
    // One that is measured as slower with more threads gains nothing by them.
    #expect(RunSeconds(onOneThread: 5, on: 2, 6)(threads: 2) == 5)
    // Nor is any part of it below nothing.
    #expect(RunSeconds(onOneThread: 8, on: 2, 1) == RunSeconds(serial: 0, shared: 8))
  }

  @Test("runs that share well take the same side by side")
  func shared() {
    let runs = [RunSeconds](repeating: RunSeconds(serial: 0, shared: 8), count: 5)
    #expect(batchSeconds(of: runs, threads: 1, atOnce: 1) == 40)
    #expect(batchSeconds(of: runs, threads: 2, atOnce: 2) == 20)
    #expect(batchSeconds(of: runs, threads: 4, atOnce: 1) == 10)
    #expect(batchSeconds(of: [], threads: 4, atOnce: 1) == 0)
  }

  @Test("what cannot be shared gains by runs at once alone")
  func serial() {
    let runs = [RunSeconds](repeating: RunSeconds(serial: 8, shared: 0), count: 5)
    #expect(batchSeconds(of: runs, threads: 2, atOnce: 1) == 40)
    #expect(batchSeconds(of: runs, threads: 2, atOnce: 2) == 8 + 16)
  }

  @Test("a long run that begins last keeps the one thread it was given; first it has all")
  func longRun() {
    let (short, long) = (RunSeconds(serial: 0, shared: 2), RunSeconds(serial: 0, shared: 100))
    #expect(batchSeconds(of: [short, short, long], threads: 2, atOnce: 2) == 1 + 100)
    #expect(batchSeconds(of: [long, short, short], threads: 2, atOnce: 2) == 50 + 2)
    // Once nothing waits or is at work beside it, a run has all threads.
    #expect(batchSeconds(of: [short, short, short, long], threads: 2, atOnce: 2) == 1 + 2 + 50)
    #expect(batchSeconds(of: [short, long], threads: 2, atOnce: 1) == 1 + 50)
  }
}
