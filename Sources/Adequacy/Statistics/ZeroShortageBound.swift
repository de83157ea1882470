// SPDX-License-Identifier: Apache-2.0
import Glibc

/// What a run without a single short hour says about LOLE.
///
/// `n` independent years without shortage have the probability (1 - p)^n, so that with the given
/// confidence the probability of a short year is at most
///
///     p = 1 - (1 - confidence)^(1 / n)
///
/// which is 3 / n for 95 % and many years. Hours of a year are not independent, so nothing follows
/// for LOLE but p times the hours that a short year has. That number the run cannot know; without
/// an assumption on it, it is all hours of the year.
///
/// Source: C. Clopper, E. Pearson, "The use of confidence or fiducial limits illustrated in the case
/// of the binomial", Biometrika 26 (1934), pp. 404-413, for 0 successes.
package struct ZeroShortageBound: Hashable, Sendable {
  package var confidence: Double
  package var hours: Int
  /// Upper bound on the probability of a short year: over all possible climate years, each of
  /// them one draw (samples of one share its weather). With a single climate year, over its
  /// outages.
  package var shortYearProbability: Double
  /// The same over outages alone, these climate years held fixed.
  package var shortYearProbabilityGivenClimate: Double

  package init(climateYears: Int, monteCarloYears: Int, hours: Int, confidence: Double) {
    precondition(confidence > 0 && confidence < 1, "confidence \(confidence)")
    precondition(climateYears > 0 && monteCarloYears >= climateYears)
    self.confidence = confidence
    self.hours = hours
    func bound(_ years: Int) -> Double { -expm1(log1p(-confidence) / Double(years)) }
    shortYearProbability = bound(climateYears > 1 ? climateYears : monteCarloYears)
    shortYearProbabilityGivenClimate = bound(monteCarloYears)
  }

  /// Upper bound on LOLE, h/yr, if a short year has at most this many short hours on average; the
  /// bound without assumption if nil.
  package func lole(hoursPerShortYear: Double? = nil) -> Double {
    shortYearProbability * min(Double(hours), hoursPerShortYear ?? Double(hours))
  }

  /// The same over outages alone.
  package func loleGivenClimate(hoursPerShortYear: Double? = nil) -> Double {
    shortYearProbabilityGivenClimate * min(Double(hours), hoursPerShortYear ?? Double(hours))
  }
}
