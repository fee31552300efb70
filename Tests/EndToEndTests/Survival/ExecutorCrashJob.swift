// The kinds of job of the executors' crash test, and what each may become.

import Foundation
import JobWire
import Testing

/// A kind of job with its own promise.
enum ExecutorCrashJob: CaseIterable {
  case worker, retriedWorker, remote, retriedRemote, external
  /// These share a key, of which one may run at a time, whoever carries it out.
  case limited, limitedRemote
  /// At most one of these is unfinished.
  case unique
  /// Submitted with a follow-up for each end.
  case parent
  /// Its worker asks for a follow-up.
  case follower, retriedFollower
  /// Its worker leaves checkpoints.
  case keeping

  private static let retry = #""retry":{"max_attempts":20,"initial":"20ms","max":"50ms"}"#
  private static let limit = #""limit":{"key":"solo","max":1}"#

  var spec: String {
    switch self {
    case .worker: #"{"handler":"crashy"}"#
    case .retriedWorker: #"{"handler":"crashy",\#(Self.retry)}"#
    case .remote: #"{"handler":"far","executor":"remote"}"#
    case .retriedRemote: #"{"handler":"far","executor":"remote",\#(Self.retry)}"#
    case .external: #"{"external":true}"#
    case .limited: #"{"handler":"crashy","payload":{"lock":"solo"},\#(Self.limit),\#(Self.retry)}"#
    case .limitedRemote:
      #"{"handler":"far","executor":"remote","payload":{"lock":"solo"},\#(Self.limit),\#(Self.retry)}"#
    case .unique:
      #"{"handler":"crashy","payload":{"lock":"one"},"unique":{"key":"one","on_conflict":"return"}}"#
    case .parent: #"{"handler":"crashy","then":[\#(Self.child("success")),\#(Self.child("failure"))]}"#
    case .follower: #"{"handler":"crashy","payload":{"follows":true}}"#
    case .retriedFollower: #"{"handler":"crashy","payload":{"follows":true},\#(Self.retry)}"#
    case .keeping: #"{"handler":"crashy","payload":{"keeps":true},\#(Self.retry)}"#
    }
  }

  private static func child(_ end: String) -> String {
    #"{"on":"\#(end)","job":{"handler":"noop","name":"\#(end)",\#(retry)}}"#
  }

  /// Whether it is tried until it succeeds.
  var isRetried: Bool {
    switch self {
    case .worker, .remote, .external, .unique, .parent, .follower: false
    case .retriedWorker, .retriedRemote, .limited, .limitedRemote, .retriedFollower, .keeping: true
    }
  }

  /// What was interrupted and may not run again has failed; nothing else has.
  func mayEnd(as state: String?) -> Bool {
    state == "succeeded" || state == "failed" && !isRetried && self != .external
  }

  /// A job that has ended, with all jobs by id.
  func expectFair(_ id: Int, releases: Int, among all: [Int: JSONValue], _ daemon: Daemon) async throws {
    let job = try await daemon.job(id)
    let (state, text) = (job.string("state"), "job \(id) (\(self)): \(job.text)")
    #expect(mayEnd(as: state), "\(text)")
    // Invariant 4: what was given back has cost nothing.
    let outcomes = job.objects("attempts").map { $0.string("outcome") ?? "" }
    let counted = outcomes.count { !["released", "not_started", "interrupted"].contains($0) }
    #expect(counted == job.int("attempt") && counted <= (isRetried ? 20 : 1), "\(text)")
    #expect(outcomes.count { $0 == "released" } <= releases, "\(text)")
    #expect(outcomes.count { $0 == "succeeded" } == (state == "succeeded" ? 1 : 0), "\(text)")
    // Invariant 8: each of them where its parent's end says.
    let children = job.ints("children").compactMap { all[$0] }.map { [$0.string("name"), $0.string("state")] }
    let isSuccess = state == "succeeded"
    switch self {
    case .parent:
      #expect(
        children == [
          ["success", isSuccess ? "succeeded" : "skipped"], ["failure", isSuccess ? "skipped" : "succeeded"],
        ], "\(children) of \(text)")
    case .follower, .retriedFollower:
      // What an attempt asks for that does not end the job, or of which nobody has heard, is not there.
      let wanted = ["follow-\(job.int("attempt") ?? 0)", isSuccess ? "succeeded" : "skipped"]
      #expect(children == [wanted] || !isSuccess && children.isEmpty, "\(children) of \(text)")
      if job.string("reason") == "lost" { #expect(children.isEmpty, "\(children) of \(text)") }
    default: #expect(children.isEmpty, "\(text)")
    }
  }
}
