// Why a configuration cannot be used. jobd prints it with what to do next and exits with 78; nothing has been touched.

import Glibc
import JobCore

/// A configuration that cannot be used, with everything that is wrong about it.
enum ConfigError: Error, Equatable {
  case unreadable(path: String, reason: String)
  /// Somebody else may have written it, or put it there: `place` is it, or a directory or link on the way to it.
  case distrusted(path: String, place: String, Distrust)
  /// Neither `.yaml`, `.yml` nor `.json`.
  case unknownFormat(path: String)
  case malformed(path: String, reason: String)
  /// One or more settings are wrong; all of them are listed.
  case invalid([Problem])

  /// One setting that is wrong.
  struct Problem: Error, Equatable {
    /// The setting's key, or what was written in its place.
    let key: String
    /// Where it was written: `--slots`, `JOBD_SLOTS`, `/etc/jobd/jobd.yaml line 7`.
    let source: String
    let reason: String
    let hint: String
  }
}

extension ConfigError: CustomStringConvertible {
  var description: String {
    switch self {
    case .unreadable(let path, let reason): "cannot read \(path): \(reason)"
    case .distrusted(let path, let place, let distrust):
      "\(place) \(distrust.text); whoever can change the configuration \(path) can run commands as user \(geteuid())"
    case .unknownFormat(let path): "\(path) is neither .yaml, .yml nor .json"
    case .malformed(let path, let reason): "\(path) cannot be parsed: \(reason)"
    case .invalid(let problems):
      problems.map { "\($0.key) (\($0.source)): \($0.reason). \($0.hint)" }.joined(separator: "\n")
    }
  }

  /// What to do next.
  var hint: String {
    switch self {
    case .unreadable: "Check the path given with --config or JOBD_CONFIG."
    case .distrusted(_, let place, .owner): "If what is there is yours, run `chown \(geteuid()) \(place)`."
    case .distrusted(_, let place, .writable): "Once you know that what is there is yours, run `chmod go-w \(place)`."
    case .distrusted(_, let place, .link): "Name the file to which \(place) leads."
    case .unknownFormat: "Rename the file to end in .yaml or .json."
    case .malformed: "Correct the file; deploy/jobd.example.yaml shows every setting."
    case .invalid: "Correct this; docs/configuration.md lists every setting and its range."
    }
  }
}
