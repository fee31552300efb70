// The document that receivers get: names, formats, and what is left out.

import Foundation
import TestSupport
import Testing

@testable import JobCore

@Suite struct CallbackDocumentTests {
  @Test func documentNamesWhatTheAPINames() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let job = try await bench.start(
        .noop {
          $0.name = "n/\"ä"
          $0.tags = ["buildId": "7"]
        })
      try await bench.end(job, .threw(JobFailure(code: "error", message: "no")))
      let bytes = CallbackDocument.bytes(CallbackDocument(try await bench.job(job.id)))
      let document = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
      #expect(document["type"] as? String == "job.failed")
      #expect(document["timestamp"] as? String == "2027-01-15T08:00:00.000000Z")
      let data = try #require(document["data"] as? [String: Any])
      #expect(data["id"] as? Int == 1 && data["name"] as? String == "n/\"ä" && data["state"] as? String == "failed")
      #expect(data["finished_at"] as? String == "2027-01-15T08:00:00.000000Z")
      #expect((data["tags"] as? [String: String]) == ["buildId": "7"])
      #expect((data["error"] as? [String: String]) == ["code": "error", "message": "no"])
      #expect(data["exit_code"] == nil && data["batch"] == nil)
    }
  }

  @Test(arguments: [0, 1, 951_782_400_000_001, 1_709_164_799_999_999, 4_102_444_800_000_000, -1]) func timeIsRFC3339(
    _ micros: Int64
  ) {
    let seconds = Int((Double(micros) / 1_000_000).rounded(.down))
    let whole = Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601).dropLast()
    let rest = String(1_000_000 + Int(micros) - seconds * 1_000_000).dropFirst()
    #expect(Timestamp(micros: micros).rfc3339 == "\(whole).\(rest)Z")
  }
}
