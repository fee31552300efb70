// A disk that says what a test lets it say, below rows in memory: what a writer makes of it, without files and waits.

import TestSupport

@testable import JobCore

/// What it is asked and told is noted.
final class ScriptedDisk: StoreDisk, Sendable {
  /// How it stands.
  struct Script: Sendable {
    /// Why nothing can be written at all.
    var refusal: StoreError?
    /// What the next commits fail with, one after another.
    var failures: [StoreError] = []
    /// There is no room for what is written.
    var isFull = false
    /// There is more room once somebody has made some.
    var makesRoom = false
    /// What a fresh look at it fails with.
    var freshFailure: StoreError?
  }

  static let full = StoreError.full(statement: "scripted")

  let script = Noted(Script())
  private let noted = Noted<[String]>([])
  private let idle = Noted<@Sendable () -> Void>({})

  /// The calls since this was last asked.
  func takeCalls() -> [String] {
    let calls = noted.value
    noted.change { $0.removeFirst(calls.count) }
    return calls
  }

  var onIdle: @Sendable () -> Void {
    get { idle.value }
    set { idle.change { [newValue] in $0 = newValue } }
  }

  func refusal() -> StoreError? {
    note("refusal")
    return script.value.refusal
  }

  func noteBegin() {
    note("begin")
  }

  func checkCommit(isEnds: Bool) throws(StoreError) {
    note(isEnds ? "check of ends" : "check")
    if let failure = script.value.failures.first {
      script.change { $0.failures.removeFirst() }
      throw failure
    }
    if script.value.isFull { throw Self.full }
  }

  func noteCommit() {
    note("commit")
  }

  func makeRoom() -> Bool {
    note("make room")
    return script.value.makesRoom
  }

  func freshen() throws(StoreError) {
    note("freshen")
    if let failure = script.value.freshFailure { throw failure }
  }

  func distrust(_ error: StoreError) {
    note("distrust")
  }

  func noteDamage(_ error: StoreError) {
    note("damage")
  }

  func close() {
    note("close")
  }

  private func note(_ call: String) {
    noted.change { $0.append(call) }
  }
}
