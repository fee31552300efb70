// Where jobs belong is read without the jobs, and of a batch a part at a time.

import TestSupport
import Testing

@testable import JobCore

@Suite struct RealmReadingTests {
  private func read<Value>(_ bench: StoreBench, _ body: (RealmReading) throws -> Value) throws -> Value {
    let connection = try SQLiteConnection(path: "\(bench.directory.path)/jobd.sqlite", isReader: true)
    defer { connection.close() }
    return try body(RealmReading(connection: connection))
  }

  @Test func eachJobIsInItsQueueAndOfItsKind() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let shell = try await bench.insert(.noop { $0.work = .shell("true") })
      let other = try await bench.insert(.noop { $0.queue = "other" })
      let realms = try read(bench) { try $0.realms(of: [shell, other, JobID(99)]) }
      #expect(
        realms == [
          shell: JobRealm(queue: "default", kind: .shell), other: JobRealm(queue: "other", kind: .handler),
        ])
    }
  }

  @Test func aBatchIsReadAPartAtATime() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let jobs = ["a", "b", "a"].map { queue in NewJob.noop { $0.queue = queue } }
      let (batch, ids) = try await bench.batch(jobs)
      let first = try read(bench) { try $0.realms(ofBatch: batch, after: nil, limit: 2) }
      #expect(Set(first.realms.map(\.queue)) == ["a", "b"])
      #expect(first.count == 2 && first.next == ids[1])
      let rest = try read(bench) { try $0.realms(ofBatch: batch, after: first.next, limit: 2) }
      #expect(rest.realms.map(\.queue) == ["a"])
      #expect(rest.count == 1 && rest.next == nil)
    }
  }
}
