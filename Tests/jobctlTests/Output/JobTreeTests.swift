// A job among those it waits for and those that wait for it.

import JobWire
import Testing

@testable import jobctl

@Suite struct JobTreeTests {
  private func lines(_ job: JobView, _ others: [JobView] = []) -> [String] {
    let known = Dictionary(uniqueKeysWithValues: others.map { ($0.id, $0) })
    return JobTree(job: job, others: known).lines(on: TextSamples.terminal)
  }

  @Test func aJobAloneHasNoTree() {
    #expect(lines(JobSamples.job(7, .held)).isEmpty)
  }

  @Test func parentsStandAboveAndChildrenBelow() {
    var job = JobSamples.job(7, .blocked, name: "deploy")
    job.parents = [ParentView(.job(5), on: .success, met: true), ParentView(.batch(3), on: .any)]
    job.children = [8, 9]
    var build = JobSamples.job(5, .succeeded)
    build.command = "make all"
    #expect(
      lines(job, [build, JobSamples.job(8, .blocked)]) == [
        "  5  succeeded  make all  (success: met)", "  batch 3  (the end: not yet)", "  └─ 7  blocked  deploy",
        "     ├─ 8  blocked", "     └─ 9  gone",
      ])
    #expect(JobTree.relatives(of: job) == [5, 8, 9])
  }

  @Test func manyAreCounted() {
    var job = JobSamples.job(7, .running)
    job.children = Array(8...30)
    let shown = lines(job)
    #expect(shown.count == 12 && shown[0] == "  7  running" && shown[11] == "  └─ and 13 more", "\(shown)")
    #expect(JobTree.relatives(of: job).count == 10)
  }
}
