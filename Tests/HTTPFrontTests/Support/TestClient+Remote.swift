// What a remote worker does, and what is there for it to do.

import JobWire

@testable import HTTPFront

extension TestClient {
  static let remote = #""handler":"thumb","executor":"remote""#

  /// A job for remote workers.
  func submitRemote(_ more: String = "") async throws -> Int64 { try await submit("{\(Self.remote)\(more)}") }

  /// Claims `count` jobs and returns their fences.
  func claim(_ count: Int = 1, _ more: String = "") async throws -> [String] {
    let response = try await post("/v1/claims", #"{"handlers":["thumb"],"max":\#(count)\#(more)}"#)
    let fences = response.json?["claims"]?.arrayValue?.compactMap { $0["fence"]?.stringValue }
    guard response.status == 200, let fences else {
      throw RawClient.Failure("claim: \(response.status) \(response.text)")
    }
    return fences
  }

  /// Submits a job for remote workers and claims it.
  func claimed(_ more: String = "", lease: String = "60s") async throws -> (job: Int64, fence: String) {
    let job = try await submitRemote(more)
    guard let fence = try await claim(1, #","lease":"\#(lease)""#).first else { throw RawClient.Failure("no claim") }
    return (job, fence)
  }

  func state(_ job: Int64) async throws -> String? {
    try await get("/v1/jobs/\(job)").json?["state"]?.stringValue
  }

  /// Many ends; the lines that answer them.
  func completeLines(_ text: String) async throws -> (status: Int, lines: [JSONValue], raw: RawResponse) {
    let response = try await send("POST", "/v1/claims:complete", body: text, type: "application/x-ndjson")
    let lines = response.text.split(separator: "\n").compactMap { try? JSONReader.parse(Array($0.utf8)) }
    return (response.status, lines, response)
  }
}
