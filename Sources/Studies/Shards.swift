// SPDX-License-Identifier: Apache-2.0

/// Divides runs among shards, each a range of runs in their order so that neighbours share what
/// they are prepared from, with as equal loads as ranges can have.
///
/// - Parameter loads: what each run costs, in any unit, above 0.
/// - Returns: as many ranges as shards, none empty; at most one shard a run.
package func shardRanges(loads: [Double], shards: Int) -> [Range<Int>] {
  let shards = max(1, min(shards, loads.count))
  var ranges: [Range<Int>] = []
  var start = 0
  var left = loads.reduce(0, +)
  for shard in 0..<shards {
    let shardsLeft = shards - shard
    let share = left / Double(shardsLeft)
    var end = start
    var load = 0.0
    // Ends where the load is nearest to its share, with a run left for every later shard.
    while end < loads.count - (shardsLeft - 1),
      end == start || shardsLeft == 1 || load + loads[end] / 2 <= share
    {
      load += loads[end]
      end += 1
    }
    ranges.append(start..<end)
    left -= load
    start = end
  }
  return ranges
}
