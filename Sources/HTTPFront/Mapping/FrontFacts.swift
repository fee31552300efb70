// What the front knows about itself, for `/v1/info`.

/// The front's own part of what the daemon says about itself.
struct FrontFacts: Sendable {
  let version: String
  let isDebug: Bool
  let registry: ConnectionRegistry
  var descriptors: DescriptorBudget?
  /// `nil` if there is no token file.
  var tokens: TokenStore?

  var connectionCount: Int { registry.count }
}
