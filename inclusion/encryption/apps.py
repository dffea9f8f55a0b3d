from django.apps import AppConfig


class EncryptionConfig(AppConfig):
    name = "inclusion.encryption"
    verbose_name = "Chiffrement"
