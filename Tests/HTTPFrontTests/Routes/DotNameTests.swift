// Names that a URL cannot have as a part of its path are refused where things get their names.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct DotNameTests {
  @Test(arguments: [".", ".."]) func namesThatURLsLoseAreRefused(_ name: String) async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let id = try await client.submit(#"{"handler":"noop","hold":true}"#)
      let job = #"{"handler":"noop","queue":"\#(name)"}"#
      let asked = [
        ("POST", "/v1/jobs", job, "queue"), ("PATCH", "/v1/jobs/\(id)", #"{"queue":"\#(name)"}"#, "queue"),
        ("PUT", "/v1/queues/\(name)", #"{"slots":1}"#, "queue"),
        ("PUT", "/v1/schedules/\(name)", #"{"every":"1h","job":{"handler":"noop"}}"#, "name"),
        ("PUT", "/v1/schedules/s", #"{"every":"1h","job":\#(job)}"#, "job.queue"),
        ("POST", "/v1/batches", #"{"jobs":[\#(job)]}"#, "jobs[0].queue"),
      ]
      for (method, path, body, field) in asked {
        let refused = try await client.send(method, path, body: body)
        #expect(refused.status == 400 && refused.fields == [field], "\(method) \(path): \(refused.text)")
        #expect(refused.text.contains("not . or .."), "\(refused.text)")
      }
      #expect(try await client.submit(#"{"handler":"noop","hold":true,"queue":"...","tags":{".":"a"}}"#) > id)
      client.raw.close()
    }
  }
}
