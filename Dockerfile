# casefile in a container: one image for web, worker, beat and the commands that run once. No secret is in any layer.
FROM python:3.11-slim-bookworm AS packages

WORKDIR /app
COPY requirements.txt manage.py ./
RUN python -m venv .venv \
 && .venv/bin/python -m pip install -q --no-cache-dir --disable-pip-version-check \
    --require-hashes --only-binary :all: -r requirements.txt
# manage.py builds .venv anew when this stamp does not say that it holds the lock
RUN .venv/bin/python -B -c "import manage; manage.STAMP.write_text(manage.stamp(manage.LOCK))"

FROM python:3.11-slim-bookworm

RUN apt-get update \
 && apt-get install -y --no-install-recommends \
    libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 poppler-utils \
 && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin casefile \
 && install -d -o casefile -g casefile -m 0711 /var/casefile \
 && install -d -o casefile -g casefile -m 0700 \
    /var/casefile/anchors /var/casefile/keys /var/casefile/log /var/casefile/media /var/casefile/run

WORKDIR /app
ENV PATH=/app/.venv/bin:/usr/local/bin:/usr/bin:/bin \
    LANG=C.UTF-8 \
    HOME=/tmp \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    CASEFILE_HOME=/var/casefile
COPY --from=packages /app/.venv .venv
COPY manage.py requirements.txt ./
COPY static static
COPY templates templates
COPY casefile casefile
COPY plaintiffs plaintiffs
COPY filings filings
RUN python -m compileall -q casefile plaintiffs filings \
 && python manage.py collectstatic --noinput

USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-m", "casefile.alive", "web", "127.0.0.1:8000"]
CMD ["gunicorn", "casefile.wsgi:application", "--worker-class", "gthread", "--workers", "2", "--threads", "4", \
     "--bind", "0.0.0.0:8000", "--no-control-socket", "--graceful-timeout", "10", \
     "--logger-class", "casefile.weblog.WebLog", "--config", "python:casefile.webserver"]
