# The production image: one image, four commands (web, dispatch, worker, beat).

FROM python:3.13-slim-bookworm AS dependencies
COPY requirements/runtime.txt /tmp/runtime.txt
RUN python -m venv /opt/inclusion \
 && /opt/inclusion/bin/pip install --no-cache-dir --require-hashes --only-binary :all: \
    --requirement /tmp/runtime.txt

FROM python:3.13-slim-bookworm
# What WeasyPrint draws the documents with; curl is for the health checks.
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
    curl libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --user-group --uid 10001 --home-dir /srv/inclusion inclusion
COPY --from=dependencies /opt/inclusion /opt/inclusion
WORKDIR /srv/inclusion
COPY manage.py ./
COPY inclusion inclusion
COPY beneficiaries beneficiaries
COPY equipment equipment
COPY workshops workshops
COPY funding funding
COPY templates templates
COPY static static
ENV PATH=/opt/inclusion/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=inclusion.settings.prod \
    XDG_CACHE_HOME=/tmp \
    STATIC_ROOT=/srv/inclusion/var/static \
    STORAGE_ROOT=/srv/inclusion/var/storage
# Static files need the settings, not their secrets: these values stay in this one command.
RUN SECRET_KEY=image-build-only-image-build-only-image-build-only-image \
    DATABASE_URL=postgresql://app@nowhere/none DATABASE_OWNER_URL=postgresql://owner@nowhere/none \
    REDIS_URL=redis://nowhere PUBLIC_URL=https://nowhere.invalid ALLOWED_HOSTS=nowhere.invalid \
    EMAIL_URL=smtp://nowhere \
    python manage.py collectstatic --noinput --verbosity 0 \
 && mkdir -p var/storage \
 && chown inclusion:inclusion var/storage
USER inclusion
EXPOSE 8000
STOPSIGNAL SIGTERM
CMD ["gunicorn", "inclusion.wsgi:application", "--bind", "0.0.0.0:8000", \
     "--worker-class", "gthread", "--workers", "2", "--threads", "4", \
     "--preload", "--timeout", "60", "--graceful-timeout", "30", \
     "--max-requests", "1000", "--max-requests-jitter", "100", \
     "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
