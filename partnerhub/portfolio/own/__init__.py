"""The partner's own organization: its profile, how it looks, how far its first set-up is, what it bought for itself."""
