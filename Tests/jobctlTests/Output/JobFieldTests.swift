// The fields of a job by name: as text, as what is sorted by, and as a cell.

import JobWire
import Testing

@testable import jobctl

@Suite struct JobFieldTests {
  private func row(_ change: (inout JobView) -> Void = { _ in }) -> ListedJob {
    var job = JobSamples.job(7, .failed, name: "n", reason: "exit")
    (job.exitCode, job.command, job.tags) = (3, "make", ["b": "2", "a": "1"])
    change(&job)
    return ListedJob(job, at: TextSamples.moment)
  }

  @Test func textsAreTheWiresOwn() {
    for (field, text): (JobField, String) in [
      (.id, "7"), (.state, "failed"), (.name, "n"), (.command, "make"), (.queue, "default"), (.priority, "0"),
      (.reason, "exit"), (.exitCode, "3"), (.tags, "a=1 b=2"), (.age, "1m"), (.createdAt, "\(JobSamples.ago(90))"),
      (.batch, ""), (.signal, ""), (.took, ""), (.progress, ""), (.startedAt, ""),
    ] {
      #expect(field.text(of: row()) == text, "\(field.rawValue)")
    }
  }

  @Test func numbersAndTimesAreSortedAsSuch() {
    #expect(JobField.priority.key(of: row { $0.priority = -5 }) == .number(-5))
    #expect(JobField.createdAt.key(of: row()) == .number(JobSamples.ago(90).micros))
    #expect(JobField.took.key(of: row { $0.duration = .seconds(90) }) == .number(90_000_000))
    #expect(JobField.age.key(of: row()) == .number(60_000_000))
    // By its place in a job's life, not by its letters.
    #expect(JobField.state.key(of: row()) == .number(Int64(WireJobState.allCases.firstIndex(of: .failed) ?? -1)))
    #expect(JobField.batch.key(of: row()) == nil && JobField.tags.key(of: row { $0.tags = [:] }) == nil)
  }

  @Test func progressIsBetweenNothingAndAll() {
    func key(_ fraction: Double) -> JobField.Key? {
      JobField.progress.key(of: row { $0.progress = ProgressView(fraction: fraction, at: JobSamples.now) })
    }
    #expect(key(0.5) == .number(500_000) && key(7) == .number(1_000_000) && key(-1) == .number(0))
    #expect(JobField.progress.text(of: row { $0.progress = ProgressView(fraction: 7, at: JobSamples.now) }) == "100%")
  }

  @Test func cellWithoutAValueHasADash() {
    for field in [JobField.batch, .signal, .took, .progress, .startedAt, .schedule] {
      #expect(field.cell(of: row()).text == "-", "\(field.rawValue)")
    }
    #expect(JobField.id.cell(of: row()).text == "7" && JobField.state.cell(of: row()).style == .bad)
    #expect(JobField.priority.cell(of: row()).style == .dim)
    #expect(JobField.priority.cell(of: row { $0.priority = 1 }).style == .plain)
  }

  @Test func everyFieldIsNamedForWhoMistypesOne() {
    let names = JobField.known.split(separator: ", ").map(String.init)
    #expect(names.count == JobField.allCases.count && names.compactMap(JobField.init(rawValue:)) == JobField.allCases)
  }
}
