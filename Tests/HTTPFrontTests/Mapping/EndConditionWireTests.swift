// Conditions and what they hang on: the same on both sides.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct EndConditionWireTests {
  @Test(arguments: WireCondition.allCases) func conditionsComeBack(_ condition: WireCondition) {
    #expect(WireCondition(EndCondition(condition)) == condition)
    #expect("\(EndCondition(condition))" == condition.rawValue)
    for parent in [WireParent.job(7), .batch(3)] {
      let spec = AfterSpec(parent, on: condition)
      #expect(AfterSpec(Dependency(spec)) == spec)
    }
  }

  @Test func aParentIsToSucceedUnlessItIsSaid() {
    #expect(Dependency(AfterSpec(job: 7)).on == .success)
  }
}
