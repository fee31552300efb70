// Where the programs are that a run needs.

import Glibc

/// Paths, checked before anything is measured.
struct Programs {
  let jobd: String
  let jobctl: String
  let own: String
  let stamp: String
  let worker: String
  let post: String
  /// A jobctl of before, to compare with.
  let jobctlBefore: String?
  let beanstalkd: String?
  let taskSpooler: String?

  /// - Parameters:
  ///   - folder: where jobd and jobctl were built.
  ///   - before: a jobctl to compare with.
  init(folder: String, own: String, before: String?) throws(BenchFailure) {
    self.own = own
    jobctlBefore = before
    jobd = "\(folder)/jobd"
    jobctl = "\(folder)/jobctl"
    let beside = own.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" }
    stamp = beside + "/bench-stamp"
    worker = beside + "/bench-worker"
    post = beside + "/bench-post"
    for path in [jobd, stamp, worker, post] + (before.map { [$0] } ?? []) where access(path, X_OK) != 0 {
      throw BenchFailure("\(path) is missing: make release")
    }
    beanstalkd = Self.installed("beanstalkd")
    taskSpooler = Self.installed("tsp")
  }

  var hasJobctl: Bool { access(jobctl, X_OK) == 0 }

  private static func installed(_ name: String) -> String? {
    ["/usr/bin/\(name)", "/usr/local/bin/\(name)"].first { access($0, X_OK) == 0 }
  }
}
