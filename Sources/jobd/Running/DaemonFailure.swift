// Why the daemon could not start or go on, and the exit code that tells systemd and scripts which it was.

import ArgumentParser
import HTTPFront
import JobCore

/// A failure that ends the daemon.
enum DaemonFailure: Error {
  case configuration(ConfigError)
  case store(OpenError)
  case listen(BindError)
  /// Anything that was started and ended with an error.
  case unexpected(any Error)
}

extension DaemonFailure {
  /// The exit codes of sysexits.h that API.md promises.
  var exitCode: Int32 {
    switch self {
    case .configuration: 78
    case .store(.inUse), .store(.notWritable), .store(.failed): 73
    case .store(.newer), .store(.corrupt): 65
    case .store(.handlerRegisteredTwice): 70
    case .listen(.addressInUse): 69
    case .listen: 78
    case .unexpected: 70
    }
  }

  /// Says what happened and what to do on standard error, and hands the exit code to the argument parser.
  func exit() -> ExitCode {
    StandardStream.error.write("jobd: \(description)\njobd: \(hint)")
    return ExitCode(exitCode)
  }
}

extension DaemonFailure: CustomStringConvertible {
  var description: String {
    switch self {
    case .configuration(let error): "\(error)"
    case .store(.inUse(let path, let holder)): "the data directory \(path) is in use by \(holder)"
    case .store(.notWritable(let path, let message)): "the data directory \(path) cannot be written: \(message)"
    case .store(.failed(let path, let message)): "the data directory \(path) cannot be opened: \(message)"
    case .store(.newer(let path, let found, let supported)):
      "\(path) has schema \(found), written by a newer jobd; this one knows up to \(supported)"
    case .store(.corrupt(let path, let message)): "\(path) is damaged and was left as it is: \(message)"
    case .store(.handlerRegisteredTwice(let name)): "the handler \"\(name)\" is registered twice"
    case .listen(let error): "\(error)"
    case .unexpected(let error): "\(error)"
    }
  }

  /// What to do next, in one imperative sentence.
  var hint: String {
    switch self {
    case .configuration(let error): error.hint
    case .store(.inUse): "Stop the other daemon, or choose another directory with --data-dir."
    case .store(.notWritable): "Give this user the directory, or choose another one with --data-dir."
    case .store(.failed): "Check the disk and the directory, or choose another one with --data-dir."
    case .store(.newer): "Install the version of jobd that wrote it, or newer."
    case .store(.corrupt(let path, _)):
      "Keep a copy of \(path) and its -wal file, then restore a backup or move them away to start empty."
    case .store(.handlerRegisteredTwice): "Register each handler once, and give no alias that is another's name."
    case .listen(let error): error.hint
    case .unexpected: "Look at the log above; start again with --debug for more."
    }
  }
}
