// What the executors' crash test knows from outside: what was promised to clients, and what they did.

import Foundation
import JobWire
import Synchronization
import Testing

/// Promises and deeds, kept outside the daemon.
final class ExecutorCrashRecord: Sendable {
  private struct State {
    var acknowledged: [Int: ExecutorCrashJob] = [:]
    /// The value each job was completed with, once that was acknowledged.
    var completions: [Int: String] = [:]
    var releases: [Int: Int] = [:]
    /// Jobs in the hands of a remote worker, with their fences: the daemon may have died before it answered their end.
    var held: [Int: String] = [:]
    /// Locks of those whose end has not been asked for.
    var locks: [Int: Int32] = [:]
    /// Claims whose release was not answered.
    var releasing: [Int: String] = [:]
    /// Keys of claims that were not answered: asked again, they tell what was handed out.
    var unanswered: Set<String> = []
  }

  private let scratch: Scratch
  private let state = Mutex(State())

  init(_ scratch: Scratch) {
    self.scratch = scratch
  }

  deinit { state.withLock { for lock in $0.locks.values { close(lock) } } }

  var acknowledged: [Int: ExecutorCrashJob] { state.withLock(\.acknowledged) }
  var completions: [Int: String] { state.withLock(\.completions) }
  var held: [Int: String] { state.withLock(\.held) }
  var releasing: [Int: String] { state.withLock(\.releasing) }
  var unanswered: Set<String> { state.withLock(\.unanswered) }
  func isCompleted(_ id: Int) -> Bool { state.withLock { $0.completions[id] != nil } }
  func releases(of id: Int) -> Int { state.withLock { $0.releases[id] ?? 0 } }

  func acknowledge(_ id: Int, _ kind: ExecutorCrashJob) {
    let known = state.withLock { state in
      defer { state.acknowledged[id] = kind }
      return state.acknowledged[id]
    }
    #expect(known == nil || known == .unique && kind == .unique, "id \(id) was given out twice")
  }

  func asks(_ key: String) { state.withLock { _ = $0.unanswered.insert(key) } }
  func answered(_ key: String) { state.withLock { _ = $0.unanswered.remove(key) } }

  /// A job was handed out: nobody else may have it, nor the lock that it names. The leases of the test outlast it.
  func claimed(_ id: Int, _ fence: String, lock name: String?) {
    let (holder, isDone, isLocked) = state.withLock { state in
      defer { state.held[id] = fence }
      if let name, state.locks[id] == nil { state.locks[id] = CrashWorker.lock(name, scratch) }
      return (state.held[id], state.completions[id] != nil, name == nil || state.locks[id] != nil)
    }
    #expect(holder == nil || holder == fence, "job \(id) was handed out twice")
    #expect(!isDone, "job \(id) was handed out after its end")
    #expect(isLocked, "job \(id) was handed out while another with its limit key ran")
  }

  /// From here on the end may be stored, whether or not it is answered.
  func ends(_ id: Int) {
    state.withLock { state in
      if let lock = state.locks.removeValue(forKey: id) { close(lock) }
    }
  }

  func completed(_ id: Int, _ value: String) {
    state.withLock {
      $0.completions[id] = value
      $0.held[id] = nil
    }
  }

  /// From here on the job may be anybody's, whether or not the release is answered.
  func releases(_ id: Int, _ fence: String) {
    ends(id)
    state.withLock {
      $0.releases[id, default: 0] += 1
      $0.held[id] = nil
      $0.releasing[id] = fence
    }
  }

  func released(_ id: Int, _ fence: String) {
    state.withLock { if $0.releasing[id] == fence { $0.releasing[id] = nil } }
  }

  /// Invariant 2: what was acknowledged as completed has succeeded, with that value.
  func expectCompletionsCount(_ daemon: Daemon) async throws {
    for (id, value) in completions {
      #expect(try await daemon.job(id).string("state") == "succeeded", "job \(id)")
      #expect(try await daemon.get("/v1/jobs/\(id)/result").text == value, "job \(id)")
    }
  }
}
