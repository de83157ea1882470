// SPDX-License-Identifier: Apache-2.0

/// What the marks of a chart show, channel by channel.
struct VegaEncoding: Encodable, Equatable, Sendable {
  var x: VegaChannel?
  var x2: VegaChannel?
  var y: VegaChannel?
  var y2: VegaChannel?
  var color: VegaChannel?
  var fill: VegaChannel?
  var opacity: VegaChannel?
  var size: VegaChannel?
  var strokeWidth: VegaChannel?
  var strokeDash: VegaChannel?
  var shape: VegaChannel?
  var angle: VegaChannel?
  var text: VegaChannel?
  var detail: VegaChannel?
  var order: VegaChannel?
  var tooltip: [VegaChannel]?

  init(_ change: (inout VegaEncoding) -> Void) { change(&self) }
}

/// A field, or a constant, on a channel of a chart.
struct VegaChannel: Encodable, Equatable, Sendable {
  enum Kind: String, Encodable, Sendable { case quantitative, nominal, ordinal, temporal }

  var field: String?
  var type: Kind?
  var title: String?
  var aggregate: String?
  var timeUnit: String?
  var axis: VegaAxis?
  var scale: VegaScale?
  var legend: VegaLegend?
  var sort: VegaSort?
  var stack: VegaStack?
  var format: String?
  var value: VegaCell?
  var condition: VegaCondition?

  static func quantity(
    _ field: String, _ title: String, _ change: (inout VegaChannel) -> Void = { _ in }
  ) -> VegaChannel {
    made(field, .quantitative, title, change)
  }

  static func name(
    _ field: String, _ title: String, _ change: (inout VegaChannel) -> Void = { _ in }
  ) -> VegaChannel {
    made(field, .nominal, title, change)
  }

  /// A moment in UTC.
  static func time(
    _ field: String, _ title: String, unit: String? = nil,
    _ change: (inout VegaChannel) -> Void = { _ in }
  ) -> VegaChannel {
    made(field, .temporal, title) {
      $0.timeUnit = unit
      if unit == nil { $0.scale = VegaScale { $0.type = "utc" } }
      change(&$0)
    }
  }

  /// A place or a number of pixels.
  static func constant(_ value: Double) -> VegaChannel { constant(.number(value)) }

  static func constant(_ value: VegaCell) -> VegaChannel {
    var channel = VegaChannel()
    channel.value = value
    return channel
  }

  private static func made(
    _ field: String, _ type: Kind, _ title: String, _ change: (inout VegaChannel) -> Void
  ) -> VegaChannel {
    var channel = VegaChannel()
    channel.field = field
    channel.type = type
    channel.title = title
    change(&channel)
    return channel
  }
}

struct VegaAxis: Encodable, Equatable, Sendable {
  var format: String?
  var grid: Bool?
  var labels: Bool?
  var ticks: Bool?
  var domain: Bool?
  var orient: String?
  var labelLimit: Double?
  var labelAngle: Double?
  var values: [Double]?
  var tickCount: VegaTicks?
  var labelOverlap: Bool?

  init(_ change: (inout VegaAxis) -> Void) { change(&self) }
}

/// How many ticks an axis has, or one every so many days.
enum VegaTicks: Encodable, Equatable, Sendable {
  case about(Double)
  case everyDays(Double)

  private struct Interval: Encodable {
    var interval = "day"
    var step: Double
  }

  func encode(to encoder: any Encoder) throws {
    var value = encoder.singleValueContainer()
    switch self {
    case .about(let count): try value.encode(count)
    case .everyDays(let step): try value.encode(Interval(step: step))
    }
  }
}

struct VegaScale: Encodable, Equatable, Sendable {
  enum Domain: Encodable, Equatable, Sendable {
    case numbers([Double])
    case names([String])

    func encode(to encoder: any Encoder) throws {
      var value = encoder.singleValueContainer()
      switch self {
      case .numbers(let numbers): try value.encode(numbers)
      case .names(let names): try value.encode(names)
      }
    }
  }

  var type: String?
  var domain: Domain?
  var range: Domain?
  var scheme: String?
  var reverse: Bool?
  var clamp: Bool?
  var zero: Bool?
  var nice: Bool?
  var padding: Double?

  init(_ change: (inout VegaScale) -> Void) { change(&self) }

  static func colors(_ names: [String], _ colors: [String]) -> VegaScale {
    VegaScale {
      $0.domain = .names(names)
      $0.range = .names(colors)
    }
  }
}

/// A legend; hidden where `isHidden`.
struct VegaLegend: Encodable, Equatable, Sendable {
  var isHidden = false
  var orient: String?
  var columns: Double?
  var labelLimit: Double?
  var symbolType: String?
  var tickCount: Double?

  static let hidden = VegaLegend { $0.isHidden = true }

  init(_ change: (inout VegaLegend) -> Void) { change(&self) }

  private enum CodingKeys: String, CodingKey {
    case orient, columns, labelLimit, symbolType, tickCount
  }

  func encode(to encoder: any Encoder) throws {
    if isHidden {
      var value = encoder.singleValueContainer()
      return try value.encodeNil()
    }
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encodeIfPresent(orient, forKey: .orient)
    try values.encodeIfPresent(columns, forKey: .columns)
    try values.encodeIfPresent(labelLimit, forKey: .labelLimit)
    try values.encodeIfPresent(symbolType, forKey: .symbolType)
    try values.encodeIfPresent(tickCount, forKey: .tickCount)
  }
}

/// The order of a discrete axis.
enum VegaSort: Encodable, Equatable, Sendable {
  case asGiven
  case names([String])

  func encode(to encoder: any Encoder) throws {
    var value = encoder.singleValueContainer()
    switch self {
    case .asGiven: try value.encodeNil()
    case .names(let names): try value.encode(names)
    }
  }
}

/// Whether bars and areas lie on one another.
enum VegaStack: Encodable, Equatable, Sendable {
  case none
  case zero

  func encode(to encoder: any Encoder) throws {
    var value = encoder.singleValueContainer()
    switch self {
    case .none: try value.encodeNil()
    case .zero: try value.encode("zero")
    }
  }
}

struct VegaCondition: Encodable, Equatable, Sendable {
  var param: String?
  var test: String?
  var value: VegaCell
}
