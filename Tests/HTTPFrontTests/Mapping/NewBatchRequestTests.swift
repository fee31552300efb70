// Batches from the wire: whether they stay open, and which job a refusal is about.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct NewBatchRequestTests {
  private static let sender = Identity(name: "uid:1000", scopes: [])

  @Test func whoNamesNoJobsMeansToAddThem() throws {
    #expect(try NewBatch(BatchRequest(), by: Self.sender).staysOpen)
    #expect(try !NewBatch(BatchRequest(jobs: []), by: Self.sender).staysOpen)
    #expect(try NewBatch(BatchRequest(open: true, jobs: []), by: Self.sender).staysOpen)
  }

  @Test func aFaultNamesItsJob() {
    var bad = SubmitRequest(shell: "true")
    bad.stdinBase64 = "%"
    let request = BatchRequest(jobs: [SubmitRequest(shell: "true"), bad])
    let fault = #expect(throws: HTTPFault.self) { try NewBatch(request, by: Self.sender) }
    guard case .invalid(let problems) = fault else {
      Issue.record("\(String(describing: fault))")
      return
    }
    #expect(problems.map(\.field) == ["jobs[1].stdin_base64"])
  }

  @Test func aRefusalOfTheEngineNamesItsJobToo() {
    let refusal = SubmitError.invalid([FieldFault(field: "name", detail: "is wrong")], index: 3)
    guard case .invalid(let problems) = HTTPFault(batch: refusal) else {
      Issue.record("no field is named")
      return
    }
    #expect(problems.map(\.field) == ["jobs[3].name"])
  }
}
