// Runs exec and shell jobs: a child in its own session and process group, its output straight into files.

import CLinux
import Glibc
import Subprocess
import SystemPackage

/// The executor of kinds `exec` and `shell`.
///
/// Output does not pass through the daemon: there is no pipe to break when it dies, nothing to copy, and the job ends
/// when its leader exits, not when a grandchild closes a descriptor. The library closes every other descriptor and
/// resets signal dispositions in the child.
struct SubprocessExecutor: JobExecutor {
  let files: LogFiles
  let watch: LogWatch
  let held: HeldLogs
  let environment: ChildEnvironment
  let tokens: JobTokens
  let logLimitBytes: Int64
  /// Soft limit of open files for children; `nil` leaves the daemon's.
  let openFilesLimit: UInt64?

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
    var report = await run(job, streams, paths, context)
    var isTruncated = false
    for path in streams.paths where watch.trimNow(path) { isTruncated = true }
    report.logPaths = streams.paths
    report.log = streams.finish(isTruncated: isTruncated)
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
    _ job: ClaimedJob, _ streams: ChildStreams, _ paths: LogFiles.Paths, _ context: ExecutionContext
  ) async -> ExecutionReport {
    let command = ChildCommand(job.spec.work, job.spec.process)
    let searchPath = environment.searchPath(for: job)
    let directory = job.spec.process.workingDirectory
    if let program = command.wrapped,
      let problem = ChildCommand.problem(program, searchPath: searchPath, directory: directory)
    {
      return ExecutionReport(SpawnFailure.outcome(problem, doing: "cannot execute \(program)"))
    }
    let parents: [ParentFile]
    let batches: [BatchFile]
    do throws(Errno) {
      let preparing = ParentFiles(reader: context.parents)
      parents = try await preparing.prepare(job, paths)
      batches = try await preparing.prepareBatches(job, paths)
    } catch {
      return ExecutionReport(SpawnFailure.outcome(error.rawValue, doing: "cannot write to \(paths.parents)"))
    }
    let token: String?
    do throws(Errno) {
      token = try tokens.issue(TokenHolder(job: job.id, limits: job.spec.limits), at: paths.token)
    } catch {
      return ExecutionReport(SpawnFailure.outcome(error.rawValue, doing: "cannot write \(paths.token)"))
    }
    defer { tokens.revoke(token, at: paths.token) }
    let entries = environment.entries(
      for: job, resultPath: paths.draft, tokenPath: token == nil ? nil : paths.token, parents: parents,
      batches: batches)
    let teardown = ProcessTeardown()
    context.control.onStop { teardown.stop($0) }
    if context.control.stopped != nil { return ExecutionReport(.stopped) }
    do {
      let result = try await Subprocess.run(
        configuration(command, entries, directory),
        input: .fileDescriptor(streams.stdin, closeAfterSpawningProcess: false),
        output: .fileDescriptor(streams.stdout, closeAfterSpawningProcess: false),
        error: .fileDescriptor(streams.stderr, closeAfterSpawningProcess: false)
      ) { execution in
        let pid = execution.processIdentifier.value
        if let openFilesLimit { _ = clinux_limit_open_files(pid, openFilesLimit) }
        teardown.attach(pid)
        context.record(ProcessRecord(pid: pid, startTicks: ProcessClock.ticksSinceBoot()))
      }
      teardown.leaderEnded()
      var report = ExecutionReport(Self.outcome(result.terminationStatus))
      report.pid = result.processIdentifier.value
      return report
    } catch let error as SubprocessError {
      teardown.leaderEnded()
      return ExecutionReport(
        SpawnFailure.outcome(error, command, searchPath: searchPath, directory: directory))
    } catch {
      teardown.leaderEnded()
      return ExecutionReport(.threw(JobFailure(code: "subprocess", message: "\(error)")))
    }
  }

  private func configuration(
    _ command: ChildCommand, _ entries: [[UInt8]], _ directory: String?
  ) -> Subprocess.Configuration {
    var platform = PlatformOptions()
    // setsid(2): its own session, and so its own process group, whose number is its pid.
    platform.createSession = true
    let program = command.argv[0]
    return Subprocess.Configuration(
      executable: program.contains("/") ? .path(FilePath(program)) : .name(program),
      arguments: Arguments(Array(command.argv.dropFirst())),
      environment: .custom(entries),
      workingDirectory: directory.map { FilePath($0) }, platformOptions: platform)
  }

  private static func outcome(_ status: TerminationStatus) -> Outcome {
    switch status {
    case .exited(let code): .exited(code: code)
    case .signaled(let signal): .signaled(signal)
    }
  }
}
