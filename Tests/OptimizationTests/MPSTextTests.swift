// SPDX-License-Identifier: Apache-2.0
import Optimization
import TestSupport
import Testing

@Suite("MPS text")
struct MPSTextTests {
  private func text(_ program: StagedProgram, name: String = "model") -> String {
    var bytes: [UInt8] = []
    mpsText(of: program, name: name) { bytes.append(contentsOf: $0) }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test("every section of a small program")
  func small() {
    var builder = ProgramBuilder(stages: 2)
    let a = builder.balance("A", demand: [10, 20.5])
    let store = builder.state(
      "store", initial: 4, endValue: 3, retention: [0.5], inflow: [1], upper: [8])
    builder.column("supply", balance: [a: 1], cost: [10], curvature: [0.1], upper: [100, 0])
    builder.column("charge", balance: [a: -1], state: [store: 0.9], lower: [1], upper: [5])
    builder.networkColumn("exchange", balance: [a: 1])
    builder.networkColumn("cable", balance: [a: 1], cost: [2], lower: [-.infinity], upper: [7])
    builder.networkRow("line", factors: [0.25, 0], limit: [30, .infinity])
    #expect(
      text(builder.build(), name: "two stages") == """
        NAME two_stages
        ROWS
         N cost
         E B_0_0
         L N_0_0
         E S_0_0
         E B_1_0
         E S_1_0
        COLUMNS
         x_0_0 cost 10.0
         x_0_0 B_0_0 1.0
         x_0_1 cost 0.0
         x_0_1 B_0_0 -1.0
         x_0_1 S_0_0 -0.9
         q_0_0 cost 0.0
         q_0_0 B_0_0 1.0
         q_0_0 N_0_0 0.25
         q_0_1 cost 2.0
         q_0_1 B_0_0 1.0
         e_0_0 cost 0.0
         e_0_0 S_0_0 1.0
         e_0_0 S_1_0 -0.5
         x_1_0 cost 10.0
         x_1_0 B_1_0 1.0
         x_1_1 cost 0.0
         x_1_1 B_1_0 -1.0
         x_1_1 S_1_0 -0.9
         q_1_0 cost 0.0
         q_1_0 B_1_0 1.0
         q_1_1 cost 2.0
         q_1_1 B_1_0 1.0
         e_1_0 cost -3.0
         e_1_0 S_1_0 1.0
        RHS
         rhs B_0_0 10.0
         rhs N_0_0 30.0
         rhs S_0_0 3.0
         rhs B_1_0 20.5
         rhs S_1_0 1.0
        BOUNDS
         UP bound x_0_0 100.0
         LO bound x_0_1 1.0
         UP bound x_0_1 5.0
         FR bound q_0_0
         MI bound q_0_1
         UP bound q_0_1 7.0
         UP bound e_0_0 8.0
         FX bound x_1_0 0.0
         LO bound x_1_1 1.0
         UP bound x_1_1 5.0
         FR bound q_1_0
         MI bound q_1_1
         UP bound q_1_1 7.0
         UP bound e_1_0 8.0
        QUADOBJ
         x_0_0 x_0_0 0.1
         x_1_0 x_1_0 0.1
        ENDATA

        """)
  }

  @Test("a long program comes in pieces of bounded size")
  func pieces() {
    var generator = StagedProgramGenerator()
    generator.stages = 24
    let program = generator.program()
    var largest = 0
    var pieces = 0
    mpsText(of: program, name: "day") {
      largest = max(largest, $0.count)
      pieces += 1
    }
    #expect(pieces > 10)
    #expect(largest < 1 << 18)
    #expect(!text(program).contains("QUADOBJ"))
  }
}
