// Why the daemon could not start or go on, and the exit code that tells systemd and scripts which it was.

import ArgumentParser
import HTTPFront
import JobCore

/// A failure that ends the daemon.
enum DaemonFailure: Error {
  case configuration(ConfigError)
  case store(OpenError)
  case listen(BindError)
  /// A stop that could not record how these attempts ended. The file keeps those ends that say so.
  case unrecorded([UnrecordedEnd], path: String, fault: StoreError?)
  /// A stop that could not record cancels that were accepted. The file keeps those that say so.
  case uncancelled([UnrecordedCancel], path: String, fault: StoreError?)
  /// A stop that could not record that these jobs were deleted.
  case undeleted([JobID], path: String)
  /// Anything that was started and ended with an error.
  case unexpected(any Error)
}

extension DaemonFailure {
  /// What a queue that is closed could not record.
  static func left(by queue: JobQueue) -> [DaemonFailure] {
    let (ends, cancels, deletes) = (queue.unrecordedEnds, queue.unrecordedCancels, queue.unrecordedDeletes)
    let (path, fault) = (queue.endJournalPath, queue.storeFault)
    var left: [DaemonFailure] = []
    if !ends.isEmpty { left.append(.unrecorded(ends, path: path, fault: fault)) }
    if !cancels.isEmpty { left.append(.uncancelled(cancels, path: path, fault: fault)) }
    if !deletes.isEmpty { left.append(.undeleted(deletes, path: path)) }
    return left
  }

  /// The exit codes of sysexits.h that API.md promises.
  var exitCode: Int32 {
    switch self {
    case .configuration: 78
    case .store(.inUse), .store(.notWritable), .store(.notOurs), .store(.full), .store(.failed), .store(.distrusted),
      .store(.distrustedAbove):
      73
    case .store(.newer), .store(.corrupt): 65
    case .store(.handlerRegisteredTwice), .store(.cancelled), .listen(.cancelled): 70
    case .listen(.listen(.addressInUse)): 69
    case .listen: 78
    case .unrecorded, .uncancelled, .undeleted: 74
    case .unexpected: 70
    }
  }

  /// Says what happened and what to do, and hands the exit code to the argument parser.
  ///
  /// - Parameter write: writes a line. Only the daemon itself may hand it to the log's pump: it waits for its log when it
  ///   ends.
  func exit(saying write: (String) -> Void) -> ExitCode {
    write("jobd: \(description)\njobd: \(hint)")
    return ExitCode(exitCode)
  }
}

extension DaemonFailure: CustomStringConvertible {
  var description: String {
    switch self {
    case .configuration(let error): "\(error)"
    case .store(.inUse(let path, let holder)): "the data directory \(path) is in use by \(holder)"
    case .store(.notWritable(let path, let message)): "the data directory \(path) cannot be written: \(message)"
    case .store(.notOurs(let path, let what)): "at \(path) there is \(what), and not a file of jobd's"
    case .store(.distrusted(let path, let distrust)): Self.text(path, distrust)
    case .store(.distrustedAbove(let path, let distrust)): Self.textAbove(path, distrust)
    case .store(.full(let path, let message)):
      "the disk, or the quota on it, is full: \(path) cannot be opened (\(message))"
    case .store(.failed(let path, let message)): "the data directory \(path) cannot be opened: \(message)"
    case .store(.newer(let path, let found, let supported)):
      "\(path) has schema \(found), written by a newer jobd; this one knows up to \(supported)"
    case .store(.corrupt(let path, let message)): "\(path) is damaged and was left as it is: \(message)"
    case .store(.handlerRegisteredTwice(let name)): "the handler \"\(name)\" is registered twice"
    case .store(.cancelled): "the start was given up"
    case .listen(let error): "\(error)"
    case .unrecorded(let ends, _, _):
      "stopped, but how these jobs ended could not be recorded: \(Self.list(ends.map(\.job)))"
    case .uncancelled(let cancels, _, _):
      "stopped, but these cancels could not be recorded: \(Self.list(cancels.map(Self.name)))"
    case .undeleted(let jobs, _):
      "stopped, but that these jobs were deleted could not be recorded, and their output is gone: \(Self.list(jobs))"
    case .unexpected(let error): "\(error)"
    }
  }

  /// Some of them, and how many more there are.
  private static func list(_ named: [some CustomStringConvertible]) -> String {
    let shown = named.prefix(shownMax).map(\.description).joined(separator: ", ")
    return named.count > shownMax ? "\(shown) and \(named.count - shownMax) more" : shown
  }

  private static let shownMax = 50

  private static func name(_ cancel: UnrecordedCancel) -> String {
    switch cancel.subject {
    case .job(let id): "job \(id)"
    case .batch(let id): "batch \(id)"
    }
  }

  /// What to do next, in one imperative sentence.
  var hint: String {
    switch self {
    case .configuration(let error): error.hint
    case .store(.inUse): "Stop the other daemon, or choose another directory with --data-dir."
    case .store(.notWritable): "Give this user the directory, or choose another one with --data-dir."
    case .store(.notOurs(let path, _)): "See what it is, and remove \(path): jobd makes its own."
    case .store(.distrusted(let path, let distrust)): Self.hint(path, distrust)
    case .store(.distrustedAbove(let path, let distrust)): Self.hintAbove(path, distrust)
    case .store(.full):
      "Free space there, then start again; output of ended jobs, in logs/ of the data directory, may be removed."
    case .store(.failed): "Check the disk and the directory, or choose another one with --data-dir."
    case .store(.newer): "Install the version of jobd that wrote it, or newer."
    case .store(.corrupt(let path, _)):
      "Keep a copy of \(path) and its -wal file, then restore a backup or move them away to start empty."
    case .store(.handlerRegisteredTwice): "Register each handler once, and give no alias that is another's name."
    case .store(.cancelled): "Start it again."
    case .listen(let error): error.hint
    case .unrecorded(let ends, let path, let fault): Self.hint(Self.mend(path, fault), ends)
    case .uncancelled(let cancels, let path, let fault): Self.hint(Self.mend(path, fault), cancels)
    case .undeleted(_, let path): "Free space on the file system of \(path), start again, and delete them once more."
    case .unexpected: "Look at the log above; start again with --debug for more."
    }
  }

  /// What to do before the next start, and where it finds what is kept.
  private typealias Mend = (what: String, kept: String)

  private static func mend(_ path: String, _ fault: StoreError?) -> Mend {
    switch fault {
    case .full?: ("Free space on the file system of \(path)", "that file")
    case .replaced(let file)?: ("Put the file that was at \(file) back", path)
    default: ("Mend the disk under \(path)", "that file")
    }
  }

  private static func hint(_ mend: Mend, _ ends: [UnrecordedEnd]) -> String {
    switch ends.filter({ !$0.isKept }).map(\.job) {
    case []: "\(mend.what): the next start records them from \(mend.kept)."
    case let lost where lost.count == ends.count:
      "\(mend.what) before the next start, which takes these jobs for lost."
    case let lost: "\(mend.what): the next start records them from \(mend.kept), but takes \(list(lost)) for lost."
    }
  }

  private static func hint(_ mend: Mend, _ cancels: [UnrecordedCancel]) -> String {
    switch cancels.filter({ !$0.isKept }).map(name) {
    case []: "\(mend.what): the next start records them from \(mend.kept)."
    case let lost where lost.count == cancels.count: "\(mend.what), start again, and cancel them once more."
    case let lost:
      "\(mend.what): the next start records them from \(mend.kept), but for \(list(lost)): cancel those once more."
    }
  }
}
