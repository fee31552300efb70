// The three standard streams of a child, opened before it starts and closed when it is gone.

import CLinux
import Glibc
import SystemPackage

/// The descriptors of a child's standard streams.
struct ChildStreams: Sendable {
  let stdin: FileDescriptor
  /// What stdin is the end of, if it stays open for what is sent.
  let pipe: InputPipe?
  let stdout: FileDescriptor
  /// The same descriptor as `stdout` when the streams are merged.
  let stderr: FileDescriptor
  private let logs: LogFiles.Paths
  private let isMerged: Bool

  /// The files written to.
  var paths: [String] {
    isMerged ? [logs.stdout] : [logs.stdout, logs.stderr]
  }

  init(_ logs: LogFiles.Paths, files: LogFiles, options: ProcessOptions) throws(Errno) {
    self.logs = logs
    isMerged = options.mergesStderr
    let pipe = try options.isInteractive ? InputPipe(first: options.stdin) : nil
    let input: FileDescriptor
    if let pipe { input = pipe.reading } else { input = try Self.input(options.stdin) }
    do throws(Errno) {
      stdout = try files.openFirst(logs)
    } catch {
      Self.close(input, pipe)
      throw error
    }
    do throws(Errno) {
      stderr = isMerged ? stdout : try files.openNew(.stderr, logs)
    } catch {
      Self.close(input, pipe)
      Glibc.close(stdout.rawValue)
      throw error
    }
    (stdin, self.pipe) = (input, pipe)
    for log in isMerged ? [stdout] : [stdout, stderr] { HeldLogs.mark(log) }
  }

  /// /dev/null, or the bytes as a file in memory: nobody has to feed a pipe, and a child that does not read costs
  /// nothing.
  static func input(_ bytes: [UInt8]?) throws(Errno) -> FileDescriptor {
    guard let bytes else {
      let descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC)
      if descriptor < 0 { throw Errno(rawValue: errno) }
      return FileDescriptor(rawValue: descriptor)
    }
    let descriptor = clinux_memory_file("stdin")
    if descriptor < 0 { throw Errno(rawValue: errno) }
    do {
      let file = FileDescriptor(rawValue: descriptor)
      try file.writeAll(toAbsoluteOffset: 0, bytes)
      return file
    } catch {
      Glibc.close(descriptor)
      throw error as? Errno ?? .ioError
    }
  }

  /// What is in the logs by now. An empty log is kept until its job is removed: file systems are slow to reuse an inode
  /// that has just been deleted, and every start would have to wait for that.
  func measure(isTruncated: Bool) -> LogSummary {
    let stdoutBytes = Self.size(stdout)
    let stderrBytes = isMerged ? 0 : Self.size(stderr)
    return LogSummary(stdoutBytes: stdoutBytes, stderrBytes: stderrBytes, isTruncated: isTruncated)
  }

  /// Lets a job of another user open its own streams once more, as `> /dev/stderr` does: by the group, since the files stay
  /// ours. Who has none of them open cannot reach them.
  func letIn(_ group: gid_t) throws(Errno) {
    for log in isMerged ? [stdout] : [stdout, stderr] {
      if fchown(log.rawValue, uid_t.max, group) != 0 || fchmod(log.rawValue, 0o620) != 0 {
        throw Errno(rawValue: errno)
      }
    }
    try pipe?.letIn(group)
  }

  func close() {
    Self.close(stdin, pipe)
    Glibc.close(stdout.rawValue)
    if !isMerged { Glibc.close(stderr.rawValue) }
  }

  private static func close(_ stdin: FileDescriptor, _ pipe: InputPipe?) {
    // It may have closed that end long ago.
    if let pipe { pipe.close() } else { Glibc.close(stdin.rawValue) }
  }

  private static func size(_ descriptor: FileDescriptor) -> Int64 {
    var status = stat()
    return fstat(descriptor.rawValue, &status) == 0 ? Int64(status.st_size) : 0
  }
}
