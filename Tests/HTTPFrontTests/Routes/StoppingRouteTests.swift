// What is asked of a daemon that is stopping: what can come to nothing is refused, and nothing undoes the stop.

import Foundation
import JobCore
import JobWire
import Synchronization
import Testing

@testable import HTTPFront

@Suite struct StoppingRouteTests {
  @Test func resumeDoesNotClaimToUndoAStop() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let id = try await client.submit(#"{"argv":["sleep","600"]}"#)
      while try await client.get("/v1/jobs/\(id)").json?["state"]?.stringValue != "running" {}
      #expect(try await client.post("/v1/queues/default/pause").status == 200)
      daemon.queue.stop(.drain)
      for path in ["/v1/resume", "/v1/queues/default/resume"] {
        for _ in 0..<2 {
          let refused = try await client.post(path)
          #expect(refused.status == 503 && refused.code == "shutting_down", "\(path): \(refused.text)")
          #expect(refused.header("retry-after") != nil)
        }
      }
      #expect(try await client.get("/v1/queues/default").json?["paused"]?.boolValue == true)
      #expect(try await client.post("/v1/queues/none/resume").status == 404)
      #expect(try await client.post("/v1/jobs", #"{"shell":"true"}"#).status == 503)
      #expect(try await client.post("/v1/drain").json?["draining"]?.boolValue == true)
      #expect(try await client.post("/v1/batches").status == 503)
      client.raw.close()
    }
  }

  @Test func stopIsAnsweredWithWhatItIsAndNamesItsMode() async throws {
    let asked = Mutex<[StopMode]>([])
    try await withDaemon(stopper: { mode in asked.withLock { $0.append(mode) } }) { daemon in
      let client = try await daemon.connect()
      for (body, mode) in [
        ("", "drain"), ("{}", "drain"), (#"{"mode":"cancel"}"#, "cancel"), (#"{"mode":"now"}"#, "now"),
      ] {
        let answer = try await client.post("/v1/stop", body)
        #expect(answer.status == 202, "\(answer.text)")
        #expect(answer.json?["mode"]?.stringValue == mode)
        #expect(answer.json?["running"]?.integerValue == 0)
        #expect(answer.json?["pid"]?.integerValue == Int64(getpid()))
      }
      for body in [#"{"mode":"soon"}"#, #"{"mode":2}"#, #"{"queue":"ci"}"#, "[]"] {
        #expect(try await client.post("/v1/stop", body).status == 400, "\(body)")
      }
      client.raw.close()
    }
    #expect(asked.withLock(\.self) == [.drain, .drain, .cancel, .now])
  }

  /// Who composes the front and says nothing else gets a queue that ends.
  @Test func stopEndsTheQueueAndCanBeMadeHarder() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let id = try await client.submit(#"{"argv":["sleep","600"]}"#)
      #expect(try await eventually { try await daemon.queue.info().slotsUsed == 1 })
      #expect(try await client.post("/v1/stop").json?["running"]?.integerValue == 1)
      #expect(try await client.get("/v1/info").json?["stopping"]?.boolValue == true)
      #expect(try await client.get("/v1/jobs/\(id)").json?["state"]?.stringValue == "running")
      #expect(try await client.post("/v1/stop", #"{"mode":"now"}"#).status == 202)
      #expect(try await eventually { try await daemon.queue.info().slotsUsed == 0 })
      client.raw.close()
    }
  }

  /// Whoever sends it requests is to send them elsewhere: at once, and not when its last job has ended.
  @Test func daemonThatStopsIsNotReadyAndStillAlive() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      _ = try await client.submit(#"{"argv":["sleep","600"]}"#)
      #expect(try await eventually { try await daemon.queue.info().slotsUsed == 1 })
      #expect(try await client.get("/readyz").status == 200)
      await daemon.queue.drain()
      #expect(try await client.get("/readyz").status == 200, "it can be told to go on")
      daemon.queue.stop(.drain)
      let ready = try await client.get("/readyz")
      #expect(ready.status == 503 && ready.code == "shutting_down" && ready.header("retry-after") != nil)
      #expect(try await client.get("/healthz").status == 200)
      client.raw.close()
    }
  }

  /// The stop is on its way to the dispatcher when the resume comes.
  @Test func resumeThatMeetsAStopLeavesNothingOpen() async throws {
    for _ in 0..<20 {
      try await withDaemon { daemon in
        let client = try await daemon.connect()
        await daemon.queue.drain()
        daemon.queue.stop(.drain)
        #expect(try await client.post("/v1/resume").status == 503)
        #expect(try await client.post("/v1/jobs", #"{"shell":"true"}"#).status == 503)
        client.raw.close()
      }
    }
  }
}
