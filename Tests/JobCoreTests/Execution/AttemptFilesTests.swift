// The files of an attempt: what they hold, their bounds, and that nothing is written after the end.

import Foundation
import Glibc
import TestSupport
import Testing

@testable import JobCore

@Suite struct AttemptFilesTests {
  private let files: LogFiles
  private let watch = LogWatch()
  private let scratch: TemporaryDirectory

  init() throws {
    scratch = try TemporaryDirectory()
    files = LogFiles(root: scratch.path, store: "m")
  }

  private var paths: LogFiles.Paths { files.paths(JobID(1_000_000), start: 1) }

  private func attempt(limit: Int64 = .max, _ change: (inout NewJob) -> Void = { _ in }) -> AttemptFiles {
    let job = ClaimedJob(
      fence: Fence(job: JobID(1_000_000), start: 1, boot: 1), attempt: 1, maxAttempts: 1, startedAt: .noon,
      createdAt: .noon, queueID: 1, spec: .noop(change), parents: [])
    return AttemptFiles(job, files: files, watch: watch, logLimitBytes: limit)
  }

  private func finish(_ attempt: AttemptFiles) async -> ExecutionReport {
    var report = ExecutionReport(.returned(result: nil))
    await attempt.finish(&report)
    for path in report.logPaths { watch.end(path) }
    return report
  }

  private func text(_ path: String) -> String? {
    try? String(contentsOfFile: path, encoding: .utf8)
  }

  @Test func anAttemptThatSaysNothingHasNoFiles() async {
    let report = await finish(attempt())
    #expect(report.log == LogSummary() && !report.hasResultFile && report.logPaths.isEmpty)
    #expect(!FileManager.default.fileExists(atPath: paths.directory))
  }

  @Test func eachStreamHasItsLog() async {
    let attempt = attempt()
    await attempt.write(Array("a".utf8), to: .stdout)
    await attempt.write(Array("bc".utf8), to: .stderr)
    await attempt.write(Array("d".utf8), to: .stdout)
    #expect(!attempt.hasResult)
    let report = await finish(attempt)
    #expect(text(paths.stdout) == "ad" && text(paths.stderr) == "bc")
    #expect(report.log == LogSummary(stdoutBytes: 2, stderrBytes: 2))
    #expect(Set(report.logPaths) == [paths.stdout, paths.stderr])
  }

  @Test func mergedStreamsAreOneLog() async {
    let attempt = attempt { $0.process.mergesStderr = true }
    await attempt.write(Array("a".utf8), to: .stderr)
    await attempt.write(Array("b".utf8), to: .stdout)
    let report = await finish(attempt)
    #expect(text(paths.stdout) == "ab" && text(paths.stderr) == nil)
    #expect(report.log == LogSummary(stdoutBytes: 2))
  }

  @Test func logOverItsLimitIsCut() async {
    let attempt = attempt(limit: 1) { $0.process.logLimitBytes = 65_536 }
    for _ in 0..<10 { await attempt.write([UInt8](repeating: 120, count: 100_000), to: .stdout) }
    let report = await finish(attempt)
    #expect(report.log.isTruncated && report.log.stdoutBytes == 1_000_000)
    var status = stat()
    #expect(stat(paths.stdout, &status) == 0 && status.st_blocks * 512 < 200_000)
  }

  @Test func logThatCannotBeOpenedIsMarkedAndNotMissedInSilence() async throws {
    // Where the directories of the store would be, there is a file.
    try Data().write(to: URL(filePath: files.home))
    let attempt = attempt()
    await attempt.write([1], to: .stdout)
    let failure = await attempt.append([1])
    #expect(failure?.code == "result" && failure?.message.hasPrefix("the result cannot be written: ") == true)
    let report = await finish(attempt)
    #expect(report.log == LogSummary(isTruncated: true) && !report.hasResultFile)
  }

  @Test func valuesAreLinesInAFileOfTheirOwn() async throws {
    // What the attempt may have left at the path is not the result.
    try FileManager.default.createDirectory(atPath: paths.directory, withIntermediateDirectories: true)
    try "forged".write(toFile: paths.result, atomically: false, encoding: .utf8)
    let attempt = attempt()
    #expect(await attempt.append(Array("1".utf8)) == nil && attempt.hasResult)
    #expect(await attempt.append(Array("[2]".utf8)) == nil)
    #expect(text(paths.result) == "1\n[2]\n", "it is there while the attempt runs")
    let report = await finish(attempt)
    #expect(report.hasResultFile && report.logPaths == [paths.result] && report.log == LogSummary())
  }

  @Test func valuesHaveABoundInAll() async {
    let attempt = attempt()
    let half = [UInt8](repeating: 49, count: Int(Limits.resultBytesMax / 2) - 1)
    #expect(await attempt.append(half) == nil)
    #expect(await attempt.append(half) == nil, "with their line ends they are as long as may be")
    #expect(await attempt.append([]) == .tooManyValues)
    _ = await finish(attempt)
  }

  /// What nobody waits for any more may not write into the files of the next attempt, nor by a number that is another
  /// file's by now.
  @Test func stuckHandlerCanWriteNothing() async {
    let attempt = attempt()
    #expect(await attempt.append(Array("1".utf8)) == nil)
    await attempt.write(Array("out".utf8), to: .stdout)
    #expect(await finish(attempt).hasResultFile)
    #expect(await attempt.append(Array("2".utf8)) == JobFailure(code: "result", message: "the attempt has ended"))
    await attempt.write(Array("late".utf8), to: .stdout)
    await attempt.write(Array("late".utf8), to: .stderr)
    #expect(text(paths.result) == "1\n" && text(paths.stdout) == "out" && text(paths.stderr) == nil)
  }
}
