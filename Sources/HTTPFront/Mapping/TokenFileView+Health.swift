// What is wrong with the token file, on the wire.

import JobWire

extension TokenFileView {
  init(_ health: TokenFileHealth) {
    self.init(state: health.file.rawValue, faultyLines: health.faultyLines, faults: health.faultCount)
  }
}
