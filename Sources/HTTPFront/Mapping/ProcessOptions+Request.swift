// The surroundings of a subprocess, from the fields of a submission.

import JobCore
import JobWire

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension ProcessOptions {
  /// - Parameter path: where the submission stands in its request.
  init(_ request: SubmitRequest, path: String, problems: inout [FieldProblem]) {
    self.init()
    workingDirectory = request.cwd
    if let env = request.env { environment = env }
    clearsEnvironment = request.clearEnv ?? false
    umask = request.umask
    nice = request.nice
    isInteractive = request.interactive ?? false
    mergesStderr = request.mergeStderr ?? false
    logLimitBytes = request.logLimit
    if let text = request.stdin {
      stdin = Array(text.utf8)
    } else if let encoded = request.stdinBase64 {
      if let data = Data(base64Encoded: encoded) {
        stdin = Array(data)
      } else {
        problems.append(FieldProblem(field: path + "stdin_base64", detail: "must be base64 with its padding"))
      }
    }
  }
}
