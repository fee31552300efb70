// What is left of a job that is removed: nothing.

import TestSupport
import Testing

@testable import JobCore

@Suite struct RemoveTests {
  @Test func nothingIsLeftInAnyTable() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let parent = try await bench.put(in: .succeeded)
      let job = try await bench.start(
        .noop {
          $0.tags = ["a": "1"]
          $0.unique = UniqueRule(key: "k")
          $0.limit = LimitRule(key: "l", max: 1)
          $0.after = [Dependency(.job(parent))]
          $0.callbacks = [Callback(.url("http://localhost/"), on: .success)]
        })
      let progress = try Progress(fraction: 0.5, at: bench.now)
      #expect(try await bench.store.setProgress(progress, of: job.fence))
      #expect(try await bench.store.setCheckpoint([1], of: job.fence))
      try await bench.end(job, .exited(code: 1))
      #expect(try await bench.store.delete(job.id, now: bench.now).value?.starts == [1])
      let database = try RawDatabase("\(bench.directory.path)/jobd.sqlite")
      for (table, column) in try Self.places(database) {
        let left = try database.texts("SELECT count(*) FROM \(table) WHERE \(column) = \(job.id)")
        #expect(left == ["0"], "\(table).\(column)")
      }
      #expect(try database.texts("SELECT count(*) FROM callback") == ["0"])
      #expect(try database.texts("SELECT count(*) FROM unique_key") == ["0"])
    }
  }

  /// Columns in which a job may stand.
  private static func places(_ database: RawDatabase) throws -> [(table: String, column: String)] {
    let found = try database.texts(
      """
      SELECT m.name, c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c
      WHERE m.type = 'table' AND c.name IN ('job_id', 'child_id') OR (m.name, c.name) IN
        (VALUES ('job', 'id'), ('job_spec', 'id'))
      """)
    #expect(found.count > 8, "\(found)")
    return found.map { text in
      let parts = text.split(separator: "|")
      return (String(parts[0]), String(parts[1]))
    }
  }

  @Test func jobThatIsRemovedIsGoneInTheSameTransaction() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let new = NewJob.noop { $0.unique = UniqueRule(key: "k", forMicros: 5_000_000) }
      let id = try await bench.insert(new)
      let (first, second, answer) = try await bench.writer.perform { tx throws(StoreError) in
        _ = try CancelVerb.job(id, CancelOptions(), tx)
        return (try Remove.job(id, tx), try Remove.job(id, tx), try Submit.jobs([new], idempotency: nil, tx))
      }
      #expect(first?.isDone == true && second?.isNotFound == true)
      guard case .created = answer else { throw Unexpected(what: "\(answer)") }
      #expect(try await bench.counts() == [.queued: 1])
    }
  }

  @Test func parentOfAJobOfTheSameTransactionStays() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let parent = try await bench.put(in: .succeeded)
      let answer = try await bench.writer.perform { tx throws(StoreError) in
        var child = NewJob.noop()
        child.after = [Dependency(.job(parent))]
        _ = try Submit.jobs([child], idempotency: nil, tx)
        return try Remove.job(parent, tx)
      }
      guard case .needed? = answer else { throw Unexpected(what: "\(String(describing: answer))") }
    }
  }
}
