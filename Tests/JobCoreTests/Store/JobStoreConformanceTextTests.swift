// What every store does with texts that jobs are looked for by: it finds what is shown, and nothing else.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobStoreConformanceTextTests {
  private func found(_ bench: StoreBench, _ text: String, isSearch: Bool = false) async throws -> [JobID] {
    var filter = JobFilter()
    filter.text = text
    filter.isSearch = isSearch
    let page = try await bench.store.jobs(filter, order: .oldest, limit: 1_000, after: nil)
    #expect(page.next == nil && page.lookedBackTo == nil)
    #expect(try await bench.store.ids(filter, limit: 1_000, after: nil) == page.jobs.map(\.id))
    return page.jobs.map(\.id)
  }

  @Test(arguments: StoreKind.all) func textsAreFoundInWhatIsShown(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let named = try await bench.insert(.noop { $0.name = "Nightly backup" })
      let shell = try await bench.insert(.shell("rsync -a /srv /mnt/backup"))
      let exec = try await bench.insert(NewJob(.exec(argv: ["tar", "czf", "BACKUP.tgz"])))
      let tagged = try await bench.insert(.noop { $0.tags = ["for": "the backup"] })
      let other = try await bench.insert(.noop { $0.tags = ["backup": "no"] })
      #expect(try await found(bench, "backup") == [named, shell, exec, tagged])
      #expect(try await found(bench, "rsync -a") == [shell])
      #expect(try await found(bench, "nightly B") == [named])
      #expect(try await found(bench, "nowhere") == [])
      // A name that was made of the id is no name.
      #expect(try await found(bench, "job-") == [])
      #expect(try await found(bench, "\(other)") == [other])
      #expect(try await found(bench, "\(other)", isSearch: true) == [])
    }
  }

  /// Whoever could find a secret by its beginning would find all of it, letter by letter.
  @Test(arguments: StoreKind.all) func secretsAreNotFound(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let exec = try await bench.insert(NewJob(.exec(argv: ["send", "--token", "hunter2", "to"])))
      let shell = try await bench.insert(.shell("PASSWORD=hunter2 send to"))
      let long = try await bench.insert(.shell("echo " + String(repeating: "x ", count: 300) + "hunter2"))
      for text in ["hunter2", "hunt", "h"] {
        let ids = try await found(bench, text)
        #expect(text == "h" ? ids == [long] : ids.isEmpty, "\(text): \(ids)")
      }
      #expect(try await found(bench, "***") == [exec, shell])
    }
  }

  @Test(arguments: StoreKind.all) func namesOfBatchesAreForSearchesWithoutLimits(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let (_, ids) = try await bench.batch([.noop(), .noop()]) { $0.name = "Release 7" }
      #expect(try await found(bench, "release") == [])
      #expect(try await found(bench, "release", isSearch: true) == ids)
      var filter = JobFilter()
      (filter.text, filter.isSearch, filter.limits.queues) = ("release", true, ["default"])
      #expect(try await bench.store.jobs(filter, order: .newest, limit: 9, after: nil).jobs.isEmpty)
    }
  }

  @Test(arguments: StoreKind.all) func pageSaysHowFarBackItHasLooked(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let first = bench.now
      for _ in 0..<3 {
        try await bench.insert(.noop { $0.name = "needle" })
        bench.now = bench.now + 10
      }
      var filter = JobFilter()
      filter.text = "needle"
      let page = try await bench.store.jobs(filter, order: .newest, limit: 2, after: nil)
      #expect(page.jobs.count == 2 && page.lookedBackTo == first + 10)
      let last = try await bench.store.jobs(filter, order: .newest, limit: 2, after: page.next)
      #expect(last.jobs.map(\.createdAt) == [first] && last.next == nil && last.lookedBackTo == nil)
    }
  }
}
