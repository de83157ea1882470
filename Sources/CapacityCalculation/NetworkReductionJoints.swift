// SPDX-License-Identifier: Apache-2.0
import Glibc
import GridModel

/// A single circuit from station to station, or to a point where routes truly meet.
package struct RoutedCircuit: Hashable, Sendable {
  /// Bus ids.
  package var from: Int
  package var to: Int
  package var lengthKM: Double
  package var nominalKV: Double
  /// Lines of the extract it runs along.
  package var lines: [String]
}

/// What became of the drawing points of a map.
package struct JointCounts: Hashable, Sendable {
  /// Every circuit passes: the point is gone.
  package var resolved = 0
  /// Circuits are connected there: a bus without injection.
  package var tees = 0
  /// One line only.
  package var deadEnds = 0
  package var addedCircuits = 0
  package var bundlesCountedOnce = 0
}

extension NetworkExtract {
  /// The circuits of the map, with joints resolved where circuits pass through them.
  ///
  /// At a joint, circuits of different lines are paired so that the pairs run as straight as
  /// possible; when all are paired, each pair becomes one circuit. Three lines with n, n and n - 1
  /// circuits that cannot all be paired mean that the map lost a circuit of the third: it is added.
  /// Before that, three or more parallel lines with as many circuits each as there are lines are
  /// taken for one bundle that was drawn once per circuit and counted each time.
  ///
  /// - Complexity: linear in the lines, with a small search per joint.
  package func routedCircuits() -> (circuits: [RoutedCircuit], counts: JointCounts) {
    var routing = CircuitRouting(self)
    routing.countBundlesOnce()
    routing.addMissingCircuits()
    routing.pairAtJoints()
    return (routing.followCircuits(), routing.counts)
  }
}

private struct CircuitRouting {
  var lines: [NetworkExtract.Line]
  var counts = JointCounts()
  private let joints: [Int]
  private let place: [Int: Place]
  /// Lines at each joint, ascending positions.
  private var linesAtJoint: [Int: [Int]] = [:]
  /// Of each circuit, the one it continues as at `from` and at `to`.
  private var next: [[Int]] = []
  private var firstCircuit: [Int] = []

  init(_ extract: NetworkExtract) {
    lines = extract.lines.sorted { $0.id < $1.id }
    joints = extract.buses.filter(\.isJoint).map(\.id).sorted()
    place = Dictionary(
      uniqueKeysWithValues: extract.buses.map {
        ($0.id, Place(latitude: $0.latitude, longitude: $0.longitude))
      })
    let isJoint = Set(joints)
    for (position, line) in lines.enumerated() {
      for end in [line.from, line.to] where isJoint.contains(end) {
        linesAtJoint[end, default: []].append(position)
      }
    }
  }

  mutating func countBundlesOnce() {
    var groups: [[Int]] = []
    var groupOfEnds: [[Int]: Int] = [:]
    for (position, line) in lines.enumerated() {
      let ends = [min(line.from, line.to), max(line.from, line.to)]
      if let group = groupOfEnds[ends] {
        groups[group].append(position)
      } else {
        groupOfEnds[ends] = groups.count
        groups.append([position])
      }
    }
    for group in groups
    where group.count >= 3 && group.allSatisfy({ lines[$0].circuits == group.count }) {
      for position in group { lines[position].circuits = 1 }
      counts.bundlesCountedOnce += 1
    }
  }

  /// Repeats until nothing changes, as an added circuit can complete the next joint's pattern.
  mutating func addMissingCircuits() {
    var hasChanged = true
    while hasChanged {
      hasChanged = false
      for joint in joints {
        guard let at = linesAtJoint[joint], at.count == 3 else { continue }
        let sorted = at.sorted { (lines[$1].circuits, $0) < (lines[$0].circuits, $1) }
        let number = sorted.map { lines[$0].circuits }
        let isOdd = number.reduce(0, +) % 2 == 1
        if number[0] == number[1] && number[2] == number[0] - 1 && number[2] > 0 && isOdd {
          lines[sorted[2]].circuits += 1
          counts.addedCircuits += 1
          hasChanged = true
        }
      }
    }
  }

  mutating func pairAtJoints() {
    firstCircuit = []
    var total = 0
    for line in lines {
      firstCircuit.append(total)
      total += line.circuits
    }
    next = [[Int]](repeating: [-1, -1], count: total)
    for joint in joints {
      guard let at = linesAtJoint[joint] else { continue }
      guard at.count > 1 else {
        counts.deadEnds += 1
        continue
      }
      guard let pairs = straightestPairs(at: joint, lines: at) else {
        counts.tees += 1
        continue
      }
      counts.resolved += 1
      var used = [Int](repeating: 0, count: at.count)
      for (a, b) in pairs {
        let first = firstCircuit[at[a]] + used[a]
        let second = firstCircuit[at[b]] + used[b]
        used[a] += 1
        used[b] += 1
        next[first][side(of: at[a], at: joint)] = second
        next[second][side(of: at[b], at: joint)] = first
      }
    }
  }

  func followCircuits() -> [RoutedCircuit] {
    var lineOfCircuit: [Int] = []
    for (position, line) in lines.enumerated() {
      lineOfCircuit += [Int](repeating: position, count: line.circuits)
    }
    var isDone = [Bool](repeating: false, count: lineOfCircuit.count)
    var result: [RoutedCircuit] = []
    for start in lineOfCircuit.indices where !isDone[start] {
      isDone[start] = true
      var route = [lineOfCircuit[start]]
      var ends: [Int] = []
      var isRing = false
      for startSide in 0...1 {
        var circuit = start
        var exit = startSide
        while next[circuit][exit] >= 0 {
          let joint = end(of: lineOfCircuit[circuit], side: exit)
          circuit = next[circuit][exit]
          if isDone[circuit] {
            isRing = true
            break
          }
          isDone[circuit] = true
          route.append(lineOfCircuit[circuit])
          exit = 1 - side(of: lineOfCircuit[circuit], at: joint)
        }
        ends.append(end(of: lineOfCircuit[circuit], side: exit))
      }
      guard !isRing, ends[0] != ends[1] else { continue }
      route.sort()
      result.append(
        RoutedCircuit(
          from: min(ends[0], ends[1]), to: max(ends[0], ends[1]),
          lengthKM: route.reduce(0) { $0 + lines[$1].lengthKM },
          nominalKV: lines[route[0]].nominalKV, lines: route.map { lines[$0].id }))
    }
    return result
  }

  private func end(of line: Int, side: Int) -> Int { side == 0 ? lines[line].from : lines[line].to }

  private func side(of line: Int, at bus: Int) -> Int { lines[line].from == bus ? 0 : 1 }

  /// The perfect pairing of the circuits at a joint with the largest sum of straightness
  /// (minus the cosine between the directions), as positions in `at`; nil where there is none.
  private func straightestPairs(at joint: Int, lines at: [Int]) -> [(Int, Int)]? {
    let numbers = at.map { lines[$0].circuits }
    guard numbers.reduce(0, +) % 2 == 0 else { return nil }
    let directions = at.map { direction(from: joint, along: $0) }
    var known: [[Int]: Pairing?] = [:]
    func search(_ left: [Int]) -> Pairing? {
      guard let first = left.firstIndex(where: { $0 > 0 }) else { return Pairing() }
      if let result = known[left] { return result }
      var best: Pairing?
      for second in left.indices.dropFirst(first + 1) where left[second] > 0 {
        var rest = left
        rest[first] -= 1
        rest[second] -= 1
        guard var pairing = search(rest) else { continue }
        let (ax, ay) = directions[first]
        let (bx, by) = directions[second]
        pairing.straightness -= ax * bx + ay * by
        pairing.pairs.append((first, second))
        if best == nil || pairing.straightness > best!.straightness + 1e-12 { best = pairing }
      }
      known[left] = .some(best)
      return best
    }
    return search(numbers)?.pairs
  }

  private struct Pairing {
    var straightness = 0.0
    var pairs: [(Int, Int)] = []
  }

  /// Unit vector (east, north) from a joint to the other end of a line.
  private func direction(from joint: Int, along line: Int) -> (Double, Double) {
    let here = place[joint]!
    let there = place[end(of: line, side: 1 - side(of: line, at: joint))]!
    let east = (there.longitude - here.longitude) * cos(here.latitude * .pi / 180)
    let north = there.latitude - here.latitude
    let length = max((east * east + north * north).squareRoot(), 1e-9)
    return (east / length, north / length)
  }
}
