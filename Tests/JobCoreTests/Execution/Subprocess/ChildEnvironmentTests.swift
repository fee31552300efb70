// The environment of children: what they inherit, what is given over it, and what jobd says itself.

import Testing

@testable import JobCore

@Suite struct ChildEnvironmentTests {
  private static let environment = ChildEnvironment(
    base: ["PATH": "/bin", "HOME": "/root", "JOBD_TOKEN": "t", "NOTIFY_SOCKET": "/run/n"], url: "http://x",
    storeMark: "mark")

  private func entries(_ change: (inout NewJob) -> Void = { _ in }) -> [String: String] {
    var spec = NewJob(.shell("true"))
    change(&spec)
    let job = ClaimedJob(
      fence: Fence(job: JobID(7), start: 2, boot: 1), attempt: 1, maxAttempts: 1, startedAt: Timestamp(micros: 0),
      createdAt: Timestamp(micros: 0), queueID: 1, spec: spec, parents: [])
    let entries = Self.environment.entries(for: job, resultPath: "/r", tokenPath: nil, parents: [], batches: [])
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

  @Test func theJobsOwnIsOverWhatIsInherited() {
    let entries = entries { $0.process.environment = ["HOME": "/tmp", "A": "b=c"] }
    #expect(entries["HOME"] == "/tmp" && entries["A"] == "b=c" && entries["PATH"] == "/bin")
  }

  @Test func nothingIsOverWhatJobdSays() {
    let entries = entries { $0.process.environment = ["JOBD_JOB_ID": "1", "JOBD_FENCE": "none"] }
    #expect(entries["JOBD_JOB_ID"] == "7" && entries["JOBD_FENCE"] == "mark/7/2" && entries["JOBD_URL"] == "http://x")
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
