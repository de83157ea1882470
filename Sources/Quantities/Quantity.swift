// SPDX-License-Identifier: Apache-2.0

/// A number with a unit the compiler knows: one `Double` in memory.
///
/// Only operations that mean something exist: quantities of one unit add, scale by a number and
/// divide into a ratio; products between units are spelled out where they are defined.
@frozen
public struct Quantity<Unit>: Hashable, Comparable, AdditiveArithmetic, Sendable {
  @usableFromInline
  var value: Double

  @inlinable
  package init(_ value: Double) { self.value = value }

  @inlinable public static var zero: Self { Self(0) }
  @inlinable public static func + (a: Self, b: Self) -> Self { Self(a.value + b.value) }
  @inlinable public static func - (a: Self, b: Self) -> Self { Self(a.value - b.value) }
  @inlinable public static prefix func - (a: Self) -> Self { Self(-a.value) }
  @inlinable public static func * (a: Self, factor: Double) -> Self { Self(a.value * factor) }
  @inlinable public static func * (factor: Double, a: Self) -> Self { Self(factor * a.value) }
  @inlinable public static func / (a: Self, divisor: Double) -> Self { Self(a.value / divisor) }
  @inlinable public static func / (a: Self, b: Self) -> Double { a.value / b.value }
  @inlinable public static func < (a: Self, b: Self) -> Bool { a.value < b.value }
}

public enum Megawatt {}
public enum MegawattHour {}
public enum Hour {}
public enum Euro {}
public enum EuroPerMegawattHour {}

/// Electric (or, for hydrogen, lower-heating-value) power.
public typealias Power = Quantity<Megawatt>
public typealias Energy = Quantity<MegawattHour>
public typealias Hours = Quantity<Hour>
public typealias Money = Quantity<Euro>
public typealias Price = Quantity<EuroPerMegawattHour>

extension Quantity where Unit == Megawatt {
  @inlinable public static func megawatts(_ value: Double) -> Power { Power(value) }
  @inlinable public var megawatts: Double { value }
  @inlinable public static func * (power: Power, time: Hours) -> Energy {
    Energy(power.value * time.value)
  }
}

extension Quantity where Unit == MegawattHour {
  @inlinable public static func megawattHours(_ value: Double) -> Energy { Energy(value) }
  @inlinable public var megawattHours: Double { value }
  @inlinable public static func / (energy: Energy, time: Hours) -> Power {
    Power(energy.value / time.value)
  }
  @inlinable public static func * (energy: Energy, price: Price) -> Money {
    Money(energy.value * price.value)
  }
}

extension Quantity where Unit == Hour {
  @inlinable public static func hours(_ value: Double) -> Hours { Hours(value) }
  @inlinable public var hours: Double { value }
}

extension Quantity where Unit == Euro {
  @inlinable public static func euros(_ value: Double) -> Money { Money(value) }
  @inlinable public var euros: Double { value }
}

extension Quantity where Unit == EuroPerMegawattHour {
  @inlinable public static func eurosPerMegawattHour(_ value: Double) -> Price { Price(value) }
  @inlinable public var eurosPerMegawattHour: Double { value }
}
