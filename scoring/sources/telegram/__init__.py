"""Telegram by the public previews of channels: pages that anybody may see, twenty posts each."""
