// Refusals are small, whatever they refuse.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct ProblemBoundsTests {
  private let long = String(repeating: "x\u{301}", count: 50_000)

  @Test func faultsAreTheFirstOnesAndShort() {
    let problems = (0..<5_000).map { FieldProblem(field: "f\($0)" + long, detail: long) }
    let problem = Problem(HTTPFault.invalid(problems)).bounded
    #expect(problem.errors.count == WireLimits.problemsMax && problem.errors[7].field.hasPrefix("f7x\u{301}"))
    #expect(problem.jsonBytes().count < 500_000)
    #expect(problem.detail.unicodeScalars.count <= 1_001)
  }

  @Test func whatWasSentIsNotSaidBackWhole() {
    let faults: [HTTPFault] = [
      .noSuchPath(long), .otherStore(asked: long, here: "s"), .methodNotAllowed(method: long, allowed: ["GET"]),
      .unsupportedMediaType(long, wanted: "application/json"), .takenKey(long, nil), .job(.noSuchQueue(long)),
      .job(.noSuchSchedule(long)), .submit(.idempotencyMismatch(key: long)),
      .job(.invalid([FieldFault(field: "a", detail: long)])),
      .submit(.invalid([FieldFault(field: long, detail: "b")], index: 0)),
    ]
    for fault in faults {
      guard case .bytes(let bytes) = HTTPResponse(fault).body else {
        Issue.record("\(fault) has no body")
        continue
      }
      #expect(bytes.count < 8_000, "\(bytes.count) bytes for \(String(decoding: bytes.prefix(100), as: UTF8.self))")
    }
  }

  @Test func ordinaryRefusalStaysAsItIs() {
    let problem = Problem(HTTPFault.invalid([FieldProblem(field: "queue", detail: "must be a string, not a number")]))
    #expect(problem.bounded == problem)
  }
}
