// The environment of children: what they inherit, what is given over it, and what jobd says itself.

import Testing

@testable import JobCore

@Suite struct ChildEnvironmentTests {
  private static let environment = ChildEnvironment(
    base: [
      "PATH": "/bin", "HOME": "/root", "JOBD_TOKEN": "t", "NOTIFY_SOCKET": "/run/n", "LANG": "C", "LC_TIME": "de",
      "TZ": "UTC", "KEY": "secret",
      "PWD": "/daemon", "OLDPWD": "/before",
    ], url: "unix:///s", tokenURL: "http://x", storeMark: "mark")
  private static let ann = UserAccount(
    name: "ann", uid: 7, gid: 7, groups: [7], home: "/srv/ann", shell: "/bin/bash")

  private func job(_ change: (inout NewJob) -> Void) -> ClaimedJob {
    var spec = NewJob(.shell("true"))
    change(&spec)
    return ClaimedJob(
      fence: Fence(job: JobID(7), start: 2, boot: 1), attempt: 1, maxAttempts: 1, startedAt: Timestamp(micros: 0),
      createdAt: Timestamp(micros: 0), queueID: 1, spec: spec, parents: [])
  }

  private func entries(as user: UserAccount? = nil, _ change: (inout NewJob) -> Void = { _ in }) -> [String: String] {
    let entries = Self.environment.entries(
      for: job(change), as: user, resultPath: "/r", tokenPath: nil, parents: [], batches: [])
    return Dictionary(
      entries.map { entry in
        let text = String(decoding: entry.dropLast(), as: UTF8.self)
        let name = text.prefix { $0 != "=" }
        return (String(name), String(text.dropFirst(name.count + 1)))
      }, uniquingKeysWith: { "twice: \($0), \($1)" })
  }

  @Test func whatWasMeantForTheDaemonIsNotInherited() {
    let entries = entries()
    #expect(entries["PATH"] == "/bin" && entries["HOME"] == "/root")
    #expect(entries["NOTIFY_SOCKET"] == nil && entries["JOBD_TOKEN"] == nil)
  }

  @Test func theWorkingDirectoryIsTheChilds() {
    #expect(entries()["PWD"] == "/daemon" && entries()["OLDPWD"] == nil)
    let elsewhere = entries { $0.process.workingDirectory = "/srv" }
    #expect(elsewhere["PWD"] == "/srv" && elsewhere["PATH"] == "/bin")
    let both = entries {
      $0.process.workingDirectory = "/srv"
      $0.process.environment = ["A": "b"]
    }
    #expect(both["PWD"] == "/srv" && both["A"] == "b")
    #expect(entries(as: Self.ann) { $0.process.workingDirectory = "/srv" }["PWD"] == "/srv")
    let given = entries {
      $0.process.workingDirectory = "/srv"
      $0.process.environment = ["PWD": "/link"]
    }
    #expect(given["PWD"] == "/link", "what the job says itself")
    let cleared = entries {
      $0.process.workingDirectory = "/srv"
      $0.process.clearsEnvironment = true
    }
    #expect(cleared["PWD"] == nil)
  }

  @Test func whatItFollowedIsNamedWithItsFileOrHowMuchThatWouldBe() {
    let parents = [
      ParentFile(id: JobID(3), state: .succeeded, path: "/f"),
      ParentFile(id: JobID(4), state: .failed, path: nil, omittedBytes: 9),
      ParentFile(id: JobID(5), state: .failed, path: nil),
    ]
    var job = job { _ in }
    job.parents = parents.map {
      ParentResult(id: $0.id, state: $0.state, starts: 1, kind: .shell, hasResult: false, stdoutBytes: 0)
    }
    let entries = Self.environment.entries(for: job, resultPath: "/r", tokenPath: nil, parents: parents, batches: [])
    let told = entries.map { String(decoding: $0.dropLast(), as: UTF8.self) }.filter { $0.hasPrefix("JOBD_PARENT_") }
    #expect(
      told == [
        "JOBD_PARENT_COUNT=3", "JOBD_PARENT_1_ID=3", "JOBD_PARENT_1_STATE=succeeded", "JOBD_PARENT_1_RESULT=/f",
        "JOBD_PARENT_2_ID=4", "JOBD_PARENT_2_STATE=failed", "JOBD_PARENT_2_OMITTED=9", "JOBD_PARENT_3_ID=5",
        "JOBD_PARENT_3_STATE=failed",
      ])
  }

  @Test func theJobsOwnIsOverWhatIsInherited() {
    let entries = entries { $0.process.environment = ["HOME": "/tmp", "A": "b=c"] }
    #expect(entries["HOME"] == "/tmp" && entries["A"] == "b=c" && entries["PATH"] == "/bin")
  }

  @Test func nothingIsOverWhatJobdSays() {
    let entries = entries { $0.process.environment = ["JOBD_JOB_ID": "1", "JOBD_FENCE": "none"] }
    #expect(entries["JOBD_JOB_ID"] == "7" && entries["JOBD_FENCE"] == "mark/7/2" && entries["JOBD_URL"] == "unix:///s")
  }

  @Test func anotherUserHasItsOwnAndNothingOfTheDaemonsButLanguageAndZone() {
    let entries = entries(as: Self.ann)
    let own = entries.filter { !$0.key.hasPrefix("JOBD_") }
    #expect(
      own == [
        "HOME": "/srv/ann", "USER": "ann", "LOGNAME": "ann", "SHELL": "/bin/bash",
        "PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C", "LC_TIME": "de", "TZ": "UTC",
      ])
    // No socket knows it.
    #expect(entries["JOBD_URL"] == "http://x" && entries["JOBD_FENCE"] == "mark/7/2")
    let given = self.entries(as: Self.ann) { $0.process.environment = ["HOME": "/tmp", "A": "b"] }
    #expect(given["HOME"] == "/tmp" && given["A"] == "b" && given["USER"] == "ann")
    let cleared = self.entries(as: Self.ann) { $0.process.clearsEnvironment = true }
    #expect(cleared.keys.allSatisfy { $0.hasPrefix("JOBD_") })
  }

  @Test func programsAreLookedForWhereTheUserHasThem() {
    let (plain, own) = (job { _ in }, job { $0.process.environment = ["PATH": "/own"] })
    #expect(Self.environment.searchPath(for: plain) == "/bin" && Self.environment.searchPath(for: own) == "/own")
    #expect(Self.environment.searchPath(for: plain, as: Self.ann) == "/usr/local/bin:/usr/bin:/bin")
    #expect(Self.environment.searchPath(for: own, as: Self.ann) == "/own")
  }

  @Test func aClearedEnvironmentHasOnlyWhatIsGiven() {
    let entries = entries {
      $0.process.clearsEnvironment = true
      $0.process.environment = ["A": "b"]
    }
    #expect(entries["PATH"] == nil && entries["A"] == "b" && entries["JOBD_JOB_ID"] == "7")
  }

  @Test func marksOfWorkersAreKnownByTheirBeginning() {
    let mark = ChildEnvironment.workerMark(store: "mark", boot: 3, number: 4)
    #expect(mark.hasPrefix(ChildEnvironment.workerMarks(store: "mark")) && mark.hasSuffix("3/4"))
    #expect(!ChildEnvironment.mark(store: "mark", Fence(job: JobID(3), start: 4, boot: 1)).hasPrefix("mark/worker/"))
  }
}
