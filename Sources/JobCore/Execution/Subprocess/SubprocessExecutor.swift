// Runs exec and shell jobs: a child in its own session and process group, its output straight into files.

import Glibc
import Logging
import SystemPackage

/// The executor of kinds `exec` and `shell`.
///
/// Output does not pass through the daemon: there is no pipe to break when it dies, nothing to copy, and the job ends
/// when its leader exits, not when a grandchild closes a descriptor.
struct SubprocessExecutor: JobExecutor {
  let files: LogFiles
  let watch: LogWatch
  let held: HeldLogs
  let environment: ChildEnvironment
  let tokens: JobTokens
  let logLimitBytes: Int64
  let defaults: ChildDefaults
  let logger: Logger

  func run(_ job: ClaimedJob, _ context: ExecutionContext) async -> ExecutionReport {
    let paths = files.paths(job.id, start: job.fence.start)
    let streams: ChildStreams
    do throws(Errno) {
      streams = try open(paths, job.spec.process, context.input)
    } catch {
      return ExecutionReport(SpawnFailure.outcome(error.rawValue, doing: "cannot open \(paths.stdout)"))
    }
    let limit = job.spec.process.logLimitBytes ?? logLimitBytes
    for path in streams.paths { watch.begin(path, in: paths.directory, limit: limit) }
    let teardown = ProcessTeardown()
    let child = ChildRun(teardown, job: job.id, logger: logger)
    var report = await run(job, streams, paths, context, child, teardown)
    var isTruncated = false
    for path in streams.paths where watch.trimNow(path) { isTruncated = true }
    report.logPaths = streams.paths
    report.log = streams.measure(isTruncated: isTruncated)
    child.whenStarted { streams.close() }
    held.attemptEnded(streams.paths, limit: limit)
    switch await ResultFile.take(paths, files.sync) {
    case .nothing: break
    case .result: report.hasResultFile = true
    case .intruder(let failure): if case .exited(code: 0) = report.outcome { report.outcome = .threw(failure) }
    }
    return report
  }

  private func open(
    _ paths: LogFiles.Paths, _ options: ProcessOptions, _ input: JobInput
  ) throws(Errno) -> ChildStreams {
    var options = options
    options.stdin = input.take()
    return try ChildStreams(paths, files: files, options: options)
  }

  private func run(
    _ job: ClaimedJob, _ streams: ChildStreams, _ paths: LogFiles.Paths, _ context: ExecutionContext,
    _ child: ChildRun, _ teardown: ProcessTeardown
  ) async -> ExecutionReport {
    let arguments = ChildCommand.arguments(job.spec.work)
    let program = arguments.first ?? ""
    let places: [String]
    do throws(Errno) {
      places = try ChildCommand.places(program, searchPath: environment.searchPath(for: job))
    } catch {
      return ExecutionReport(SpawnFailure.outcome(error.rawValue, doing: "cannot execute \(program)"))
    }
    let parents: [ParentFile]
    let batches: [BatchFile]
    do throws(ParentFault) {
      let preparing = ParentFiles(reader: context.parents)
      parents = try await preparing.prepare(job, paths)
      batches = try await preparing.prepareBatches(job, paths)
    } catch {
      return ExecutionReport(error.outcome(paths))
    }
    let token: String?
    do throws(Errno) {
      let holder = TokenHolder(job: job.id, limits: job.spec.limits, submitter: job.spec.submitter)
      token = try tokens.issue(holder, at: paths.token)
    } catch {
      return ExecutionReport(SpawnFailure.outcome(error.rawValue, doing: "cannot write \(paths.token)"))
    }
    defer { tokens.revoke(token, at: paths.token) }
    let entries = environment.entries(
      for: job, resultPath: paths.draft, tokenPath: token == nil ? nil : paths.token, parents: parents,
      batches: batches)
    context.control.onStop { teardown.stop($0) }
    if context.control.stopped != nil { return ExecutionReport(.stopped) }
    let options = job.spec.process
    let start = ChildStart(
      paths: places, arguments: arguments, environment: entries, directory: options.workingDirectory,
      nice: options.nice ?? 0, defaults: defaults.with(options))
    let end = await child.run(
      start, ChildRun.Streams(input: streams.stdin, output: streams.stdout, error: streams.stderr)
    ) { pid in
      context.record(ProcessRecord(pid: pid, startTicks: ProcessClock.ticksSinceBoot()))
    }
    var report = ExecutionReport(Self.outcome(end, of: child, program, directory: options.workingDirectory))
    report.pid = child.pid
    return report
  }

  private static func outcome(
    _ end: ChildEnd, of child: ChildRun, _ program: String, directory: String?
  ) -> Outcome {
    switch end {
    case .exited(let code): .exited(code: code)
    case .signaled(let signal): .signaled(signal)
    case .failed(let fault): SpawnFailure.outcome(fault, program, directory: directory)
    case .unseen: .unkillable(pid: child.pid)
    }
  }
}
