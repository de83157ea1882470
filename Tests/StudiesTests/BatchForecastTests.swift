// SPDX-License-Identifier: Apache-2.0
import Studies
import Testing

/// On a made clock: a moment is a number of seconds.
@Suite("the time that a batch still takes")
struct BatchForecastTests {
  @Test("nothing is said before a run has told enough of itself")
  func unknown() throws {
    var forecast = BatchForecast()
    forecast.began("a", at: 0)
    #expect(forecast.secondsLeft(waiting: 2, at: 1) == nil)
    forecast.report("a", share: 0.01)
    #expect(forecast.secondsLeft(waiting: 2, at: 2) == nil)
    forecast.report("a", share: 0.25)
    // Three quarters of it are left, and two more like it.
    #expect(forecast.secondsLeft(waiting: 0, at: 2) == 6)
    #expect(forecast.secondsLeft(waiting: 2, at: 2) == 22)
  }

  @Test("one long run among short ones: its own share counts, not the number of runs")
  func longRun() throws {
    // As the firm capacity of zones alone: two runs of 2 s, then one of 120 s.
    var forecast = BatchForecast()
    forecast.began("a", at: 0)
    forecast.ended("a", at: 2)
    forecast.began("b", at: 2)
    forecast.began("c", at: 2)
    forecast.report("b", share: 0.5)
    // Until the long one tells of itself it is taken to be like the one beside it.
    #expect(forecast.secondsLeft(waiting: 0, at: 3) == 1)
    forecast.ended("b", at: 4)
    for second in stride(from: 8.0, through: 122, by: 1) {
      forecast.report("c", share: (second - 2) / 120)
      let left = try #require(forecast.secondsLeft(waiting: 0, at: second))
      #expect(abs(left - (122 - second)) < 1e-9)
    }
    forecast.ended("c", at: 122)
    #expect(forecast.secondsLeft(waiting: 0, at: 122) == 0)
  }

  @Test("runs that wait are divided among those at work, but no run is")
  func sideBySide() throws {
    var forecast = BatchForecast()
    forecast.began("a", at: 0)
    forecast.began("b", at: 0)
    forecast.report("a", share: 0.5)
    forecast.report("b", share: 0.1)
    // They take 20 s and 100 s, so that the mean is 60 s; 10 s and 90 s are left of them.
    #expect(forecast.secondsLeft(waiting: 0, at: 10) == 90)
    #expect(forecast.secondsLeft(waiting: 1, at: 10) == 90)
    #expect(forecast.secondsLeft(waiting: 4, at: 10) == 170)
  }

  @Test("a run that was made alone with all threads does not stand for those side by side")
  func firstRunAlone() throws {
    var forecast = BatchForecast()
    forecast.began("first", at: 0)
    forecast.ended("first", at: 10)
    for run in ["a", "b"] { forecast.began(run, at: 10) }
    // Nothing else is known yet.
    #expect(forecast.secondsLeft(waiting: 2, at: 10) == 20)
    for run in ["a", "b"] { forecast.report(run, share: 0.5) }
    #expect(forecast.secondsLeft(waiting: 2, at: 20) == 30)
    for run in ["a", "b"] { forecast.ended(run, at: 30) }
    for run in ["c", "d"] { forecast.began(run, at: 30) }
    #expect(forecast.secondsLeft(waiting: 0, at: 35) == 15)
  }
}
