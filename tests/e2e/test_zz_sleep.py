import subprocess,os,time,pytest
@pytest.mark.parametrize("n",[1,2])
def test_sleep(engine,registry,n):
    subprocess.run(["docker","run","-d","busybox","top"],env={**os.environ,"DOCKER_HOST":engine.host},check=True)
    time.sleep(30)
