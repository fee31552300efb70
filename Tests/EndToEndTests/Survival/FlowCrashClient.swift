// One client of the flow crash test: submits random graphs, batches and callbacks until the daemon dies under it.

import Foundation
import JobWire

import class TestSupport.HookReceiver

/// Submits at random, and remembers what was acknowledged.
struct FlowCrashClient {
  let daemon: Daemon
  let server: HookReceiver
  private var chance: SeededChance
  /// What was acknowledged, to this client and to earlier ones: possible parents.
  private var parents: [Int]
  private(set) var jobs: [Int: FlowCrashRecord.Promise] = [:]
  private(set) var batches: [Int] = []

  init(_ daemon: Daemon, _ server: HookReceiver, seed: UInt64, parents: [Int]) {
    self.daemon = daemon
    self.server = server
    chance = SeededChance(seed)
    self.parents = parents
  }

  /// Goes on until an answer stays away; what has no answer was not promised.
  mutating func run() async {
    for _ in 0..<60 {
      do {
        switch Int.random(in: 0..<6, using: &chance) {
        case 0: try await submitMany()
        case 1: try await submitBatch()
        case 2: try await cancelOne()
        default: try await submitOne()
        }
      } catch { return }
    }
  }

  private mutating func submitOne() async throws {
    var promise = FlowCrashRecord.Promise()
    if Int.random(in: 0..<3, using: &chance) == 0 { promise.hook = "/\(UInt64.random(in: 0 ... .max, using: &chance))" }
    if Int.random(in: 0..<4, using: &chance) == 0 { promise.batch = batches.randomElement(using: &chance) }
    let body = spec(&promise)
    let answer = try await daemon.post("/v1/jobs", body)
    // The batch may be done by now.
    if answer.status == 409 { return }
    keep(try Self.id(answer), promise)
  }

  /// A small graph of its own in one request: the ids follow one another.
  private mutating func submitMany() async throws {
    let made = (0..<5).map { _ in
      var promise = FlowCrashRecord.Promise()
      let body = spec(&promise)
      return (promise, body)
    }
    let answer = try await daemon.lines(made.map(\.1))
    guard answer.status == 201 else { throw Unexpected(answer.text) }
    for (id, one) in zip(answer.ints("ids"), made) { keep(id, one.0) }
  }

  private mutating func submitBatch() async throws {
    var made = (0..<4).map { _ in
      var promise = FlowCrashRecord.Promise()
      let body = spec(&promise)
      return (promise, body)
    }
    let isFailFast = Bool.random(using: &chance)
    let jobs = made.map(\.1).joined(separator: ",")
    let answer = try await daemon.post("/v1/batches", #"{"fail_fast":\#(isFailFast),"jobs":[\#(jobs)]}"#)
    let batch = try Self.id(answer)
    batches.append(batch)
    for index in made.indices { made[index].0.batch = batch }
    for (id, one) in zip(answer.ints("ids"), made) { keep(id, one.0) }
  }

  private mutating func cancelOne() async throws {
    guard let id = parents.randomElement(using: &chance) else { return }
    let answer = try await daemon.post("/v1/jobs/\(id)/cancel")
    guard [200, 409].contains(answer.status) else { throw Unexpected(answer.text) }
  }

  private mutating func keep(_ id: Int, _ promise: FlowCrashRecord.Promise) {
    jobs[id] = promise
    parents.append(id)
  }

  /// A job with up to three parents among the latest ones.
  private mutating func spec(_ promise: inout FlowCrashRecord.Promise) -> String {
    var seen: Set<Int> = []
    for _ in 0..<Int.random(in: 0...3, using: &chance) {
      guard let parent = parents.suffix(12).randomElement(using: &chance), seen.insert(parent).inserted else {
        continue
      }
      let on = ["success", "success", "failure", "any"].randomElement(using: &chance) ?? "any"
      promise.parents.append((parent, on))
    }
    promise.mayRunAgain = Int.random(in: 0..<3, using: &chance) == 0
    let after = promise.parents.map { #"{"job":\#($0.id),"on":"\#($0.on)"}"# }.joined(separator: ",")
    let end = Int.random(in: 0..<4, using: &chance) == 0 ? "exit 1" : "true"
    let pause = Double(Int.random(in: 0...15, using: &chance)) / 100
    let command = "echo $JOBD_JOB_ID >> \(daemon.scratch.file("starts")); sleep \(pause); \(end)"
    var members = [#""shell":"\#(command)","after":[\#(after)]"#]
    if promise.mayRunAgain { members.append(#""retry":{"max_attempts":3,"initial":"20ms","max":"50ms"}"#) }
    if let batch = promise.batch { members.append(#""batch":\#(batch)"#) }
    if let hook = promise.hook { members.append(#""callbacks":[{"url":"\#(server.url(hook))"}]"#) }
    if Int.random(in: 0..<4, using: &chance) == 0 { members.append(#""limit":{"key":"k","max":2}"#) }
    return "{\(members.joined(separator: ","))}"
  }

  private static func id(_ answer: Answer) throws -> Int {
    guard answer.status == 201, let id = answer.int("id") else { throw Unexpected(answer.text) }
    return id
  }
}
