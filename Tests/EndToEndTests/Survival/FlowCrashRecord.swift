// What the flow crash test knows from outside: which jobs it was promised, with what parents, in which batch, with
// which callbacks; and what must be true of them in the end.

import Foundation
import JobWire
import Testing

import class TestSupport.HookReceiver

/// The promises of one test.
struct FlowCrashRecord {
  /// A job that was acknowledged.
  struct Promise: Sendable {
    /// Its parents with the condition for each.
    var parents: [(id: Int, on: String)] = []
    var mayRunAgain = false
    /// The path of its webhook.
    var hook: String?
    var batch: Int?
  }

  private(set) var jobs: [Int: Promise] = [:]
  private(set) var batches: [Int: Int] = [:]
  /// Terminal states as they were first seen.
  private var ends: [Int: String] = [:]

  mutating func add(_ more: [Int: Promise]) {
    for (id, promise) in more {
      #expect(jobs[id] == nil, "id \(id) was given out twice")
      jobs[id] = promise
      if let batch = promise.batch { batches[batch, default: 0] += 1 }
    }
  }

  mutating func add(batch: Int) { batches[batch, default: 0] += 0 }

  /// All that was acknowledged is there, and no end has been taken back.
  mutating func expectKept(by daemon: Daemon) async throws {
    let found = try await Self.all(daemon)
    for id in jobs.keys {
      guard let state = found[id]?.string("state") else {
        Issue.record("job \(id) was acknowledged and is gone")
        continue
      }
      if let end = ends[id] { #expect(state == end, "job \(id) was \(end)") }
      if found[id]?["done"]?.boolValue == true { ends[id] = state }
      if state == "blocked" {
        let parents = jobs[id]?.parents ?? []
        guard !parents.isEmpty, parents.allSatisfy({ found[$0.id]?["done"]?.boolValue == true }) else { continue }
        // They may have ended after the page with the job was read, but not after this.
        let now = try await daemon.get("/v1/jobs/\(id)").string("state")
        #expect(now != "blocked", "job \(id) is blocked by jobs that have ended")
      }
    }
  }

  /// Everything has ended as its parents allow, after as many starts as it may have.
  func expectFair(_ daemon: Daemon, starts: [String]) async throws {
    let found = try await Self.all(daemon)
    let counts = starts.reduce(into: [Int: Int]()) { if let id = Int($1) { $0[id, default: 0] += 1 } }
    for (id, promise) in jobs {
      guard let job = found[id], let state = job.string("state") else { continue }
      let text = "job \(id): \(state) \(job.string("reason") ?? "")"
      let count = counts[id] ?? 0
      if let end = ends[id] { #expect(state == end, "job \(id) was \(end)") }
      let unmet = promise.parents.contains { parent in
        let isSuccess = found[parent.id]?.string("state") == "succeeded"
        return parent.on == "success" ? !isSuccess : parent.on == "failure" ? isSuccess : false
      }
      // What was cancelled while it waited stays cancelled.
      if state != "cancelled" { #expect((state == "skipped") == unmet, "\(text), its parents say otherwise") }
      if unmet { #expect(count == 0, "\(text) has started") }
      #expect(count <= (promise.mayRunAgain ? 3 : 1), "\(text) has started \(count) times")
      if state == "succeeded" { #expect(count >= 1, "\(text) without a start") }
      #expect(job["done"]?.boolValue == true, "\(text)")
    }
  }

  /// Each batch is done with as many members as were put into it, and its counts are those of the members.
  func expectBatches(_ daemon: Daemon) async throws {
    for (id, known) in batches {
      let batch = try await daemon.doneBatch(id)
      let members = try await Self.all(daemon, "batch=\(id)&")
      // A member that was stored without an answer having come is not known here.
      #expect(batch.int("size") == members.count && members.count >= known, "\(batch.text)")
      let states = members.values.reduce(into: [String: Int]()) { $0[$1.string("state") ?? "", default: 0] += 1 }
      for state in ["succeeded", "failed", "cancelled", "skipped", "queued", "running", "blocked"] {
        #expect(batch.value("counts")?.int(state) == states[state] ?? 0, "\(state) of \(batch.text)")
      }
    }
  }

  /// Each job with a webhook was told of at least once, always by the same id.
  func expectCalled(_ server: HookReceiver) async throws {
    for (id, promise) in jobs {
      guard let hook = promise.hook else { continue }
      try await eventually("the callback of job \(id)", within: .seconds(40)) { !server.calls(hook).isEmpty }
      let names = Set(server.calls(hook).map { $0.headers["webhook-id"] ?? "" })
      #expect(names.count == 1, "job \(id): \(names)")
    }
  }

  /// All jobs of a filter, over all pages.
  static func all(_ daemon: Daemon, _ filter: String = "") async throws -> [Int: JSONValue] {
    var found: [Int: JSONValue] = [:]
    var cursor = ""
    while true {
      let page = try await daemon.get("/v1/jobs?\(filter)limit=1000\(cursor)")
      for job in page.objects("jobs") { if let id = job.int("id") { found[id] = job } }
      guard let next = page.string("next_cursor") else { return found }
      cursor = "&cursor=\(next)"
    }
  }
}
