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
  let guests: Guests
  let logLimitBytes: Int64
  let defaults: ChildDefaults
  let logger: Logger

  func run(_ job: ClaimedJob, _ context: ExecutionContext) async -> ExecutionReport {
    var paths = files.paths(job.id, start: job.fence.start)
    let user: UserAccount?
    do throws(GuestFault) {
      user = try await guests.arrive(job, &paths)
    } catch {
      return ExecutionReport(error.outcome)
    }
    defer { guests.leave(paths) }
    let streams: ChildStreams
    do throws(Errno) {
      streams = try open(paths, job.spec.process, context.input, user)
    } catch {
      return ExecutionReport(SpawnFailure.outcome(error.rawValue, doing: "cannot open \(paths.stdout)"))
    }
    let limit = job.spec.process.logLimitBytes ?? logLimitBytes
    for path in streams.paths { watch.begin(path, in: paths.directory, limit: limit) }
    let teardown = ProcessTeardown()
    let child = ChildRun(teardown, job: job.id, logger: logger)
    var report = await run(job, as: user, streams, paths, context, child, teardown)
    var isTruncated = false
    for path in streams.paths where watch.trimNow(path) { isTruncated = true }
    report.logPaths = streams.paths
    report.log = streams.measure(isTruncated: isTruncated)
    child.whenStarted { streams.close() }
    held.attemptEnded(streams.paths, limit: limit)
    switch await ResultFile.take(paths, files.sync, owner: user?.uid) {
    case .nothing: break
    case .result: report.hasResultFile = true
    case .intruder(let failure): if case .exited(code: 0) = report.outcome { report.outcome = .threw(failure) }
    }
    return report
  }

  private func open(
    _ paths: LogFiles.Paths, _ options: ProcessOptions, _ input: JobInput, _ user: UserAccount?
  ) throws(Errno) -> ChildStreams {
    var options = options
    options.stdin = input.take()
    let streams = try ChildStreams(paths, files: files, options: options)
    guard let user else { return streams }
    do throws(Errno) { try streams.letIn(user.gid) } catch {
      streams.close()
      throw error
    }
    return streams
  }

  private func run(
    _ job: ClaimedJob, as user: UserAccount?, _ streams: ChildStreams, _ paths: LogFiles.Paths,
    _ context: ExecutionContext, _ child: ChildRun, _ teardown: ProcessTeardown
  ) async -> ExecutionReport {
    let arguments = ChildCommand.arguments(job.spec.work)
    let program = arguments.first ?? ""
    let places: [String]
    do throws(Errno) {
      places = try ChildCommand.places(program, searchPath: environment.searchPath(for: job, as: user))
    } catch {
      return ExecutionReport(SpawnFailure.outcome(error.rawValue, doing: "cannot execute \(program)"))
    }
    let parents: [ParentFile]
    let batches: [BatchFile]
    do throws(ParentFault) {
      (parents, batches) = try await ParentFiles(reader: context.parents).prepareAll(job, paths)
    } catch {
      return ExecutionReport(error.outcome(paths))
    }
    let token: String?
    do throws(Errno) {
      let holder = TokenHolder(
        job: job.id, limits: job.spec.limits, submitter: job.spec.submitter, runAs: user?.name)
      token = try tokens.issue(holder, at: paths.token)
    } catch {
      return ExecutionReport(SpawnFailure.outcome(error.rawValue, doing: "cannot write \(paths.token)"))
    }
    defer { tokens.revoke(token, at: paths.place == nil ? paths.token : nil) }
    let entries = environment.entries(
      for: job, as: user, resultPath: paths.draft, tokenPath: token == nil ? nil : paths.token, parents: parents,
      batches: batches)
    do throws(GuestFault) { try await guests.settle(user, paths) } catch { return ExecutionReport(error.outcome) }
    context.control.onStop { teardown.stop($0) }
    context.control.runs(ChildControl(teardown: teardown, input: streams.pipe, user: user?.name))
    if context.control.stopped != nil { return ExecutionReport(.stopped) }
    let options = job.spec.process
    var start = ChildStart(
      paths: places, arguments: arguments, environment: entries, directory: options.workingDirectory,
      nice: options.nice ?? 0, defaults: defaults.with(options))
    if let user, let place = paths.place { start.become(user, place: place) }
    let end = await child.run(
      start, ChildRun.Streams(input: streams.stdin, output: streams.stdout, error: streams.stderr)
    ) { pid in
      streams.pipe?.started()
      context.record(ProcessRecord(pid: pid, startTicks: ProcessClock.ticksSinceBoot()))
    }
    var report = ExecutionReport(
      Self.outcome(end, of: child, program, directory: options.workingDirectory, user: user?.name))
    report.pid = child.pid
    return report
  }

  private static func outcome(
    _ end: ChildEnd, of child: ChildRun, _ program: String, directory: String?, user: String?
  ) -> Outcome {
    switch end {
    case .exited(let code): .exited(code: code)
    case .signaled(let signal): .signaled(signal)
    case .failed(let fault): SpawnFailure.outcome(fault, program, directory: directory, user: user)
    case .unseen: .unkillable(pid: child.pid)
    }
  }
}
