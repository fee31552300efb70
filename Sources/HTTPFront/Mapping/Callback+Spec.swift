// Callbacks in their two forms: as submitted, and as they stand. What a URL may hide is masked on the way out.

package import JobCore
package import JobWire

extension Callback {
  /// - Precondition: the spec has exactly one of url and argv; reading it has seen to that.
  package init(_ spec: CallbackSpec) {
    let condition = spec.on.map { EndCondition($0) } ?? .any
    if let url = spec.url {
      self.init(.url(url), on: condition)
    } else {
      self.init(.command(spec.argv ?? []), on: condition)
    }
  }
}

extension CallbackSpec {
  package init(_ callback: Callback, for sight: URLSight) {
    let condition = WireCondition(callback.on)
    switch callback.target {
    case .url(let url): self.init(url: MaskedURL.text(of: url, for: sight), on: condition)
    case .command(let argv): self.init(argv: argv, on: condition)
    }
  }
}

extension CallbackView {
  init(_ status: CallbackStatus, for sight: URLSight) {
    let spec = CallbackSpec(status.callback, for: sight)
    self.init(
      id: status.id, url: spec.url, argv: spec.argv, on: WireCondition(status.callback.on), state: status.state.name,
      tries: status.tries, nextAt: status.nextAt.map { WireTime($0) },
      deliveredAt: status.deliveredAt.map { WireTime($0) }, lastError: status.lastError,
      queue: status.queue, isDefault: status.isDefault ? true : nil)
  }

  /// Leaves where it goes, without what may be a key to it.
  mutating func hideKeys() {
    url = url.map { MaskedURL.text(of: $0, for: .host) }
    argv = argv.map { $0.count > 1 ? [$0[0], SpecView.mask] : $0 }
  }
}
