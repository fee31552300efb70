// What every store does with whom the end of every job is told to: taken with the end of a job, and its own from then on.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobStoreConformanceSettingTests {
  private func url(_ path: String, on condition: EndCondition = .any) -> Callback {
    Callback(.url("http://example.com/\(path)"), on: condition)
  }

  private func set(_ bench: StoreBench, _ callbacks: [Callback]) async throws {
    let verdict = try await bench.store.setDefaultCallbacks(callbacks, over: nil, now: bench.now)
    guard case .done(let set) = verdict, set.callbacks == callbacks else { throw Unexpected(what: "\(verdict)") }
  }

  private func callbacks(_ bench: StoreBench, _ id: JobID) async throws -> [CallbackStatus] {
    try await bench.store.callbacks(of: .job(id))
  }

  private func due(_ bench: StoreBench) async throws -> [DueCallback] {
    try await bench.store.dueCallbacks(now: bench.now, limit: 100, after: nil)
  }

  @Test(arguments: StoreKind.all) func everyEndIsToldAndAChangeTouchesNoneBeforeIt(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      try await set(bench, [url("first"), url("bad", on: .failure)])
      let one = try await bench.start()
      try await bench.end(one, .returned(result: nil))
      let elsewhere = try await bench.insert(.noop { $0.queue = "other" })
      _ = try await bench.store.cancel(elsewhere, CancelOptions(), now: bench.now)
      try await set(bench, [url("second")])
      try await bench.reopen()
      #expect(try await bench.store.defaultCallbacks().callbacks == [url("second")])
      let two = try await bench.start()
      try await bench.end(two, .returned(result: nil))
      try await set(bench, [])
      #expect(try await callbacks(bench, one.id).map(\.callback) == [url("first")])
      #expect(try await callbacks(bench, elsewhere).map(\.callback) == [url("first"), url("bad", on: .failure)])
      let told = try await callbacks(bench, two.id)
      #expect(told.map(\.callback) == [url("second")] && told.allSatisfy { $0.isDefault && $0.state == .due })
      #expect(try await due(bench).count == 4)
      try await bench.reopen()
      #expect(try await bench.store.defaultCallbacks() == DefaultCallbacks())
      let last = try await bench.start()
      try await bench.end(last, .returned(result: nil))
      #expect(try await callbacks(bench, last.id).isEmpty)
    }
  }

  @Test func thoseThatCannotBeReadStopNothingAndStayUntilSetAnew() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      try await set(bench, [url("x")])
      try bench.database?.execute("UPDATE setting SET value = '[{\"x\"' WHERE name = 'callbacks'")
      for _ in 0..<2 {
        try await bench.reopen()
        let job = try await bench.start()
        try await bench.end(job, .returned(result: nil))
        #expect(try await bench.store.job(job.id)?.state == .succeeded)
        #expect(try await callbacks(bench, job.id).isEmpty)
        let unread = try await bench.store.defaultCallbacks()
        #expect(unread.isUnreadable && unread.unread == "[{\"x\"" && unread.callbacks.isEmpty)
      }
      try await set(bench, [url("y")])
      try await bench.reopen()
      let read = try await bench.store.defaultCallbacks()
      #expect(read.callbacks == [url("y")] && !read.isUnreadable)
    }
  }

  /// It holds as long as the store is open, and writes nothing.
  @Test(arguments: StoreKind.all) func configurationWinsWithoutLosingWhatWasSet(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      try await set(bench, [url("set")])
      try await bench.store.configureDefaultCallbacks([url("file")], now: bench.now)
      #expect(try await bench.store.defaultCallbacks().isConfigured)
      let verdict = try await bench.store.setDefaultCallbacks([], over: nil, now: bench.now)
      guard case .configured = verdict else { throw Unexpected(what: "\(verdict)") }
      let job = try await bench.start()
      try await bench.end(job, .returned(result: nil))
      #expect(try await callbacks(bench, job.id).map(\.callback) == [url("file")])
      try await bench.reopen()
      #expect(try await bench.store.defaultCallbacks().callbacks == [url("set")])
    }
  }

  /// What has been told of the first end goes, and the next end is told as is set then.
  @Test(arguments: StoreKind.all) func retryByHandIsANewEndAndTheJobRemovesNone(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      try await set(bench, [url("all")])
      let id = try await bench.insert(.noop { $0.callbacks = [url("own")] })
      _ = try await bench.store.cancel(id, CancelOptions(), now: bench.now)
      for callback in try await due(bench) {
        try await bench.store.recordCallback(callback, .delivered, now: bench.now)
      }
      bench.now = bench.now + 1
      _ = try await bench.store.move(id, .retry, now: bench.now)
      #expect(try await callbacks(bench, id).map(\.callback) == [url("own")])
      try await set(bench, [url("new")])
      _ = try await bench.store.cancel(id, CancelOptions(), now: bench.now)
      #expect(try await callbacks(bench, id).map(\.callback) == [url("own"), url("new")])
      #expect(try await bench.store.removeCallbacks(of: id, now: bench.now).value == 1)
      let left = try await callbacks(bench, id)
      #expect(left.map(\.callback) == [url("new")] && left.map(\.isDefault) == [true])
    }
  }
}
